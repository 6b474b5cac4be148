/** Which images a policy selects, and which policy copies an image to a target. Pure. */
@NullMarked
package io.spirula.scheduler.selection;

import org.jspecify.annotations.NullMarked;
