/** Compares two images byte by byte where either may hold data. */
@NullMarked
package io.spirula.mover.compare;

import org.jspecify.annotations.NullMarked;
