/** Whether all is well, of all services. */
@NullMarked
package io.spirula.scheduler.doctor;

import org.jspecify.annotations.NullMarked;
