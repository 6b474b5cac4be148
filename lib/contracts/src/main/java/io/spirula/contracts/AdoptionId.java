package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** One order to adopt what a place holds. */
public record AdoptionId(@JsonValue UUID value) {

    @JsonCreator
    public AdoptionId {
        Objects.requireNonNull(value, "value");
    }

    /**
     * @throws IllegalArgumentException when the text is no UUID
     */
    public static AdoptionId parse(String text) {
        return new AdoptionId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
