/** Plans, moves, commits and verifies differences between images: what the services say to it and hear from it. */
@NullMarked
package io.spirula.mover;

import org.jspecify.annotations.NullMarked;
