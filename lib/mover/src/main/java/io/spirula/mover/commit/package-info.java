/** Turns moved bytes into a point: metadata, the one atomic snapshot, read-back, and the way back if that fails. */
@NullMarked
package io.spirula.mover.commit;

import org.jspecify.annotations.NullMarked;
