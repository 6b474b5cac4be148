package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** One attempt to make one point; a UUIDv7, so that runs sort by time. */
public record RunId(@JsonValue UUID value) {

    @JsonCreator
    public RunId {
        Objects.requireNonNull(value, "value");
    }

    /** The last twelve hex digits, as in the names of snapshots. */
    public String shortText() {
        String text = value.toString();
        return text.substring(text.length() - 12);
    }

    /**
     * @throws IllegalArgumentException when the text is no UUID
     */
    public static RunId parse(String text) {
        return new RunId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
