package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** One restore, asked for by somebody. */
public record RestoreId(@JsonValue UUID value) {

    @JsonCreator
    public RestoreId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * @throws IllegalArgumentException when the text is no UUID
     */
    public static RestoreId parse(String text) {
        return new RestoreId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
