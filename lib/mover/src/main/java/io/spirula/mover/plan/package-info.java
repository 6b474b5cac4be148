/** Decides how a point comes to a target, from facts alone: full, increment, already there, or a named conflict. */
@NullMarked
package io.spirula.mover.plan;

import org.jspecify.annotations.NullMarked;
