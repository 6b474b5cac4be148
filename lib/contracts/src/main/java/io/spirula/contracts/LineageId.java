package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** A protected disk through its life, also across failover; the record key of its events. */
public record LineageId(@JsonValue UUID value) {

    @JsonCreator
    public LineageId {
        Objects.requireNonNull(value, "value");
    }

    /** The lineage of an image that was never protected before: the same for the same image, whoever asks. */
    public static LineageId mintFor(ImageId image) {
        return new LineageId(DerivedId.of("lineage", image.text()));
    }

    /**
     * @throws IllegalArgumentException when the text is no UUID
     */
    public static LineageId parse(String text) {
        return new LineageId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
