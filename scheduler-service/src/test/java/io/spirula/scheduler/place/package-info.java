/** Whether the pools that a policy names are there. */
@NullMarked
package io.spirula.scheduler.place;

import org.jspecify.annotations.NullMarked;
