package io.spirula.contracts.query;

import io.spirula.contracts.LineageId;
import java.util.Objects;

/**
 * Which copies of this disk stay, which go, and why? Asked of transfer-service.
 *
 * @param lineage the disk
 */
public record RetentionQuestion(LineageId lineage) {

    /** The {@code question} of QueryAsked. */
    public static final String NAME = "retention-explain";

    public RetentionQuestion {
        Objects.requireNonNull(lineage, "lineage");
    }
}
