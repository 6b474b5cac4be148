/** Moves what differs between two points from an image to another one, in bounded memory. */
@NullMarked
package io.spirula.mover.move;

import org.jspecify.annotations.NullMarked;
