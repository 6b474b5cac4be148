package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** A point on one target. */
public record CopyId(@JsonValue UUID value) {

    @JsonCreator
    public CopyId {
        Objects.requireNonNull(value, "value");
    }

    /** A point has at most one copy on each target. */
    public static CopyId of(PointId point, String targetKey) {
        return new CopyId(DerivedId.of("copy", point.toString(), targetKey));
    }

    /**
     * @throws IllegalArgumentException when the text is no UUID
     */
    public static CopyId parse(String text) {
        return new CopyId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
