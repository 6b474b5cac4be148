/** What tests of this service share. */
@NullMarked
package io.spirula.snapshot;

import org.jspecify.annotations.NullMarked;
