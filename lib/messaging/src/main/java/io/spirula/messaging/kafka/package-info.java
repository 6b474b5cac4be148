/** Clients of Kafka with the connection settings that Spring Boot knows. */
@NullMarked
package io.spirula.messaging.kafka;

import org.jspecify.annotations.NullMarked;
