/** Whether a service knows what was told before it began. */
@NullMarked
package io.spirula.messaging.catchup;

import org.jspecify.annotations.NullMarked;
