package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** One moment of one image. */
public record PointId(@JsonValue UUID value) {

    @JsonCreator
    public PointId {
        Objects.requireNonNull(value, "value");
    }

    /** A run makes at most one point of each lineage. */
    public static PointId of(RunId run, LineageId lineage) {
        return new PointId(DerivedId.of("point", run.toString(), lineage.toString()));
    }

    /**
     * @throws IllegalArgumentException when the text is no UUID
     */
    public static PointId parse(String text) {
        return new PointId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
