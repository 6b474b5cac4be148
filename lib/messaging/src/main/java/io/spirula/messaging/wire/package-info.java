/** Events as Kafka records in the CloudEvents binary mode, and back from hostile bytes. */
@NullMarked
package io.spirula.messaging.wire;

import org.jspecify.annotations.NullMarked;
