/** Dead letters of all services, for operators. */
@NullMarked
package io.spirula.scheduler.deadletter;

import org.jspecify.annotations.NullMarked;
