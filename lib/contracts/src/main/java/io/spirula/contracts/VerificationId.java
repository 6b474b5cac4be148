package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** One order to compare a replica with its source. */
public record VerificationId(@JsonValue UUID value) {

    @JsonCreator
    public VerificationId {
        Objects.requireNonNull(value, "value");
    }

    /** The comparison of a copy that a restore found to be other than was recorded of it. */
    public static VerificationId ofRestore(RestoreId restore) {
        return new VerificationId(DerivedId.of("restore-verification", restore.toString()));
    }

    /**
     * @throws IllegalArgumentException when the text is no UUID
     */
    public static VerificationId parse(String text) {
        return new VerificationId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
