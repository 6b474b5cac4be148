/** How a replica describes itself in its own metadata, and whether its HEAD is what its base says. */
@NullMarked
package io.spirula.mover.replica;

import org.jspecify.annotations.NullMarked;
