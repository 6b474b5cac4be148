package io.spirula.messaging.deadletter;

import io.spirula.contracts.DerivedId;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which record it is, or was.
 *
 * @param topic its name
 * @param topicId the broker's id of the topic; another one when it was deleted and made again
 * @param partition of the topic
 * @param offset in the partition
 */
public record LetterOrigin(String topic, String topicId, int partition, long offset) {

    public static LetterOrigin of(ConsumerRecord<?, ?> record, String topicId) {
        return new LetterOrigin(record.topic(), topicId, record.partition(), record.offset());
    }

    /** The id of its letter, which is the same whenever the record is read. */
    public UUID letter() {
        return DerivedId.of("dead-letter", topic, topicId, Integer.toString(partition), Long.toString(offset));
    }
}
