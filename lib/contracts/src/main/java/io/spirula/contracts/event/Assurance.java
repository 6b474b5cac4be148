package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How well a copy is proven, weakest first. */
public enum Assurance {
    @JsonProperty("applied")
    APPLIED,
    /** Read back and compared. */
    @JsonProperty("verified")
    VERIFIED,
    @JsonProperty("restore-tested")
    RESTORE_TESTED
}
