package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One order to compare a replica with its source. */
public record VerificationId(@JsonValue UUID value) {

    @JsonCreator
    public VerificationId {
        Objects.requireNonNull(value, "value");
    }

    /** The comparison of a copy that restores found to be other than was recorded of it: one, however many find that. */
    public static VerificationId ofDoubt(CopyId copy, @Nullable String recordedDigest) {
        return new VerificationId(DerivedId.of("doubt-verification", copy + " " + recordedDigest));
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
