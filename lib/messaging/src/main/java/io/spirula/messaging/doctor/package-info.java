/** Whether all is well with a service and what it uses: looked at when it starts, now and then, and when asked. */
@NullMarked
package io.spirula.messaging.doctor;

import org.jspecify.annotations.NullMarked;
