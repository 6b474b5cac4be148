package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is billed. */
public enum UsageKind {
    /** Bytes of data written to a target to make one copy. */
    @JsonProperty("moved")
    MOVED,
    /** Bytes kept on a target through the interval. */
    @JsonProperty("kept")
    KEPT
}
