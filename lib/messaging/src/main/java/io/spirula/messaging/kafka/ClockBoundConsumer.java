package io.spirula.messaging.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Kafka's consumer measures with the machine's clock. Once that is set back, it tells its group nothing and connects to nobody
 * until the clock has caught up, so that others never give it their partitions. This one fails instead.
 */
final class ClockBoundConsumer extends KafkaConsumer<byte[], byte[]> {

    private final ClockSetBack clock = ClockSetBack.sinceNow();

    ClockBoundConsumer(Map<String, Object> settings) {
        super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * @throws ClockSetBackException when the clock was set back since this was made, also when it only ran ahead before
     */
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        clock.check();
        return super.poll(timeout);
    }
}
