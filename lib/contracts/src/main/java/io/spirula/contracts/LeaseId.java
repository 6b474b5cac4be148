package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import java.util.UUID;

/** The right to use a thing that somebody else owns; its owner deletes nothing that is leased. */
public record LeaseId(@JsonValue UUID value) {

    @JsonCreator
    public LeaseId {
        Objects.requireNonNull(value, "value");
    }

    /** The lease of a restore on the copy that it reads: the same however often it is asked for. */
    public static LeaseId ofRestore(RestoreId restore) {
        return new LeaseId(DerivedId.of("restore-lease", restore.toString()));
    }

    /**
     * @throws IllegalArgumentException when the text is no UUID
     */
    public static LeaseId parse(String text) {
        return new LeaseId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
