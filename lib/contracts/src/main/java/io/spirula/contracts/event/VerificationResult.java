package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What came of comparing a replica with its source. */
public enum VerificationResult {
    /** Every byte is the same. */
    @JsonProperty("equal")
    EQUAL,
    /** Some bytes differ; the copy was quarantined. */
    @JsonProperty("different")
    DIFFERENT
}
