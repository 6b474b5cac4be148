/** Events arrive once each, in order, in one transaction with what they cause. */
@NullMarked
package io.spirula.messaging.inbox;

import org.jspecify.annotations.NullMarked;
