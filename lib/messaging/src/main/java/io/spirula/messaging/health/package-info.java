/** What operators see of Kafka. */
@NullMarked
package io.spirula.messaging.health;

import org.jspecify.annotations.NullMarked;
