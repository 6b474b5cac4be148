package io.spirula.messaging.query;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;

/** Makes the consumers that read questions and answers; who asks for one closes it. */
@FunctionalInterface
interface QueryConsumers {

    Consumer<byte[], byte[]> consumer(Map<String, Object> settings);
}
