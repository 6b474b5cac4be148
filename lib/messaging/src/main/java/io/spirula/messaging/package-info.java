/** Outbox, inbox, Kafka wiring, durable work. */
@NullMarked
package io.spirula.messaging;

import org.jspecify.annotations.NullMarked;
