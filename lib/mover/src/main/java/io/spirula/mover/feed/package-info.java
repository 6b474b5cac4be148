/** Reads a source once for several moves that start from the same base and lead to the same end. */
@NullMarked
package io.spirula.mover.feed;

import org.jspecify.annotations.NullMarked;
