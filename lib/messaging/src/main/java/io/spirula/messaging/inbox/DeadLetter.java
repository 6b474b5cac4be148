package io.spirula.messaging.inbox;

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
 */
record DeadLetter(String topic, ConsumerRecord<byte[], byte[]> record, String reason, String message) {

    private static final String PREFIX = "dlt_";
    private static final int MAX_MESSAGE = 1_000;

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
        byte[] key = cut(headers, "key_size", record.key(), limit / 8);
        byte[] value = cut(headers, "value_size", record.value(), limit / 2);
        if (!keepHeaders) {
            add(headers, "headers_size", Long.toString(headersSize()));
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
        add(headers, "reason", reason);
        add(headers, "message", message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message);
        add(headers, "topic", record.topic());
        add(headers, "partition", Integer.toString(record.partition()));
        add(headers, "offset", Long.toString(record.offset()));
        add(headers, "timestamp", Long.toString(record.timestamp()));
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
