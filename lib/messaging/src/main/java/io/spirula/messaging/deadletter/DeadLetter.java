package io.spirula.messaging.deadletter;

import io.spirula.contracts.event.Service;
import io.spirula.messaging.wire.QuotedText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be taken, with the reason. Producers may compress, so it can be far larger than what the
 * dead-letter topic takes: what is too large is cut, and the letter tells how large it was.
 *
 * @param reader the service that could not take it
 * @param topic where it is put
 * @param topicId the broker's id of the topic that the record was read from
 * @param record the record as it was read
 * @param cause why it could not be taken
 */
record DeadLetter(Service reader, String topic, String topicId, ConsumerRecord<byte[], byte[]> record, Cause cause) {

    static final String PREFIX = "dlt_";
    static final String LETTER = "letter";
    static final String TIMESTAMP = "timestamp";
    static final String VALUE_SIZE = "value_size";
    static final String KEY_SIZE = "key_size";
    static final String HEADERS_SIZE = "headers_size";

    private static final int MAX_SHOWN = 200;

    LetterOrigin origin() {
        return LetterOrigin.of(reader, record, topicId);
    }

    @Nullable
    OrderKey orderKey() {
        return cause.holdsUpItsKey() ? OrderKey.of(record) : null;
    }

    /** The record's key for people; null when it has none. */
    @Nullable
    String shownKey() {
        return shown(record.key());
    }

    /** A header for people; null when there is none. */
    @Nullable
    String shownHeader(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : shown(header.value());
    }

    private static @Nullable String shown(byte @Nullable [] bytes) {
        return bytes == null
                ? null
                : QuotedText.of(
                        new String(bytes, 0, Math.min(bytes.length, 4 * MAX_SHOWN), StandardCharsets.UTF_8), MAX_SHOWN);
    }

    /** The bytes of key, value and headers; the reason comes on top. */
    long size() {
        return length(record.key()) + length(record.value()) + headersSize();
    }

    /**
     * The letter as it is when it has at most so many bytes. Otherwise the value is cut to half of them, the key to an
     * eighth, and the headers are left out if they have more than a quarter.
     */
    ProducerRecord<byte[], byte[]> within(int limit) {
        if (size() <= limit) {
            return new ProducerRecord<>(topic, null, record.key(), record.value(), headers(true));
        }
        boolean keepHeaders = headersSize() <= limit / 4;
        RecordHeaders headers = headers(keepHeaders);
        byte[] key = cut(headers, KEY_SIZE, record.key(), limit / 8);
        byte[] value = cut(headers, VALUE_SIZE, record.value(), limit / 2);
        if (!keepHeaders) {
            add(headers, HEADERS_SIZE, Long.toString(headersSize()));
        }
        return new ProducerRecord<>(topic, null, key, value, headers);
    }

    private static byte @Nullable [] cut(RecordHeaders headers, String name, byte @Nullable [] bytes, int limit) {
        if (bytes == null || bytes.length <= limit) {
            return bytes;
        }
        add(headers, name, Integer.toString(bytes.length));
        return Arrays.copyOf(bytes, limit);
    }

    private RecordHeaders headers(boolean withTheirs) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (withTheirs && !header.key().startsWith(PREFIX)) {
                headers.add(header);
            }
        }
        add(headers, LETTER, origin().letter().toString());
        add(headers, "reason", cause.reason());
        add(headers, "message", cause.message());
        add(headers, "topic", record.topic());
        add(headers, "topic_id", topicId);
        add(headers, "partition", Integer.toString(record.partition()));
        add(headers, "offset", Long.toString(record.offset()));
        add(headers, TIMESTAMP, Long.toString(record.timestamp()));
        return headers;
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private long headersSize() {
        long size = 0;
        for (Header header : record.headers()) {
            size += 10 + header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
