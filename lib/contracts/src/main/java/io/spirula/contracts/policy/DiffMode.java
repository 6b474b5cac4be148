package io.spirula.contracts.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How changes are found. */
public enum DiffMode {
    /** The fastest way that can be trusted for this image. */
    @JsonProperty("auto")
    AUTO,
    /** Every object is asked. */
    @JsonProperty("exact")
    EXACT,
    /** Object maps, where they can be trusted at all. */
    @JsonProperty("fast")
    FAST
}
