package io.spirula.messaging.deadletter;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What keeps order: a topic, and a key in it, which may be any bytes.
 *
 * @param topic its name
 * @param digest SHA-256 of the key, hexadecimal
 */
public record OrderKey(String topic, String digest) {

    private static final char SEPARATOR = '/';

    /** Null for a record without a key, which has no order. */
    public static @Nullable OrderKey of(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        if (key == null) {
            return null;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return new OrderKey(record.topic(), HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #toString()} writes it. */
    public static OrderKey parse(String text) {
        int separator = text.lastIndexOf(SEPARATOR);
        return new OrderKey(text.substring(0, separator), text.substring(separator + 1));
    }

    @Override
    public String toString() {
        return topic + SEPARATOR + digest;
    }
}
