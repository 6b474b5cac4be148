package io.spirula.messaging.deadletter;

import io.spirula.contracts.event.Service;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A record of a dead-letter topic.
 *
 * @param record as it was read there
 */
public record StoredLetter(ConsumerRecord<byte[], byte[]> record) {

    /** Whether it is this letter: topics can be deleted and made again, and others may have written to this one. */
    public boolean is(UUID letter) {
        return letter.toString().equals(added(DeadLetter.LETTER));
    }

    /** Whether it was too large to be kept whole. */
    public boolean isCut() {
        return Stream.of(DeadLetter.VALUE_SIZE, DeadLetter.KEY_SIZE, DeadLetter.HEADERS_SIZE)
                .anyMatch(name -> added(name) != null);
    }

    /** Bytes of the value before it was cut. */
    public long valueSize() {
        byte[] value = record.value();
        return number(DeadLetter.VALUE_SIZE).orElse(value == null ? 0L : value.length);
    }

    /** The record as it was before it was put aside. */
    public ConsumerRecord<byte[], byte[]> original(LetterOrigin origin) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(DeadLetter.PREFIX)) {
                headers.add(header);
            }
        }
        byte[] key = record.key();
        byte[] value = record.value();
        return new ConsumerRecord<>(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                number(DeadLetter.TIMESTAMP).orElse(record.timestamp()),
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    /** The letter to be remembered anew; empty when the record does not tell where it comes from. */
    Optional<PutAside> aside(Service reader) {
        String topic = added("topic");
        String topicId = added("topic_id");
        Optional<Long> partition = number("partition").filter(number -> number <= Integer.MAX_VALUE);
        Optional<Long> offset = number("offset");
        if (topic == null || topicId == null || partition.isEmpty() || offset.isEmpty()) {
            return Optional.empty();
        }
        LetterOrigin origin =
                new LetterOrigin(reader, topic, topicId, partition.get().intValue(), offset.get());
        String reason = added("reason");
        String message = added("message");
        Cause cause = new Cause(reason == null ? "UNKNOWN" : reason, message == null ? "" : message);
        return is(origin.letter())
                ? Optional.of(new PutAside(
                        new DeadLetter(reader, record.topic(), topicId, original(origin), cause),
                        new LetterPlace(record.topic(), record.partition(), record.offset())))
                : Optional.empty();
    }

    private Optional<Long> number(String name) {
        String text = added(name);
        return text != null && text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private @Nullable String added(String name) {
        Header header = record.headers().lastHeader(DeadLetter.PREFIX + name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
