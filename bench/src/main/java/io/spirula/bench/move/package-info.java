/** The mover in a process of its own. */
@NullMarked
package io.spirula.bench.move;

import org.jspecify.annotations.NullMarked;
