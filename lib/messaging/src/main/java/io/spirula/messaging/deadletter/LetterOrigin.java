package io.spirula.messaging.deadletter;

import io.spirula.contracts.DerivedId;
import io.spirula.contracts.event.Service;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which record it is, or was, to whom: each service that cannot take a record has a letter of its own.
 *
 * @param reader the service that read it
 * @param topic its name
 * @param topicId the broker's id of the topic; another one when it was deleted and made again
 * @param partition of the topic
 * @param offset in the partition
 */
public record LetterOrigin(Service reader, String topic, String topicId, int partition, long offset) {

    public static LetterOrigin of(Service reader, ConsumerRecord<?, ?> record, String topicId) {
        return new LetterOrigin(reader, record.topic(), topicId, record.partition(), record.offset());
    }

    /** The id of its letter, which is the same whenever the record is read. */
    public UUID letter() {
        return DerivedId.of(
                "dead-letter", reader.wireName(), topic, topicId, Integer.toString(partition), Long.toString(offset));
    }
}
