package io.spirula.contracts.query;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is in a dead letter, for people. Hostile bytes are written as escapes, and what is long is cut.
 *
 * @param headers the first ones of its record
 * @param moreHeaders how many there are beyond these
 * @param payload the beginning of its value; null when it has none
 * @param payloadSize bytes of its value as it was read at first
 */
public record DeadLetterAnswer(
        List<Header> headers, int moreHeaders, @Nullable String payload, long payloadSize) {

    public DeadLetterAnswer {
        headers = List.copyOf(headers);
    }

    /**
     * One of its headers.
     *
     * @param name of the header
     * @param value its beginning
     * @param size bytes of the value
     */
    public record Header(String name, String value, int size) {

        public Header {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }
}
