/** When runs are due. Pure. */
@NullMarked
package io.spirula.scheduler.schedule;

import org.jspecify.annotations.NullMarked;
