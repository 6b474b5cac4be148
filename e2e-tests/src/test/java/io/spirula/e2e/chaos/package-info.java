/** What a chaos run may do next, and which of it a seed chooses: no I/O. */
@NullMarked
package io.spirula.e2e.chaos;

import org.jspecify.annotations.NullMarked;
