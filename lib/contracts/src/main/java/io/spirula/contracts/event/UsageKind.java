package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is billed. */
public enum UsageKind {
    /** Bytes of data written to a target to make one copy. */
    @JsonProperty("moved")
    MOVED,
    /** Bytes of data written to a target by an attempt that made no copy. */
    @JsonProperty("aborted")
    ABORTED,
    /** Bytes kept on a target through the interval. */
    @JsonProperty("kept")
    KEPT,
    /** Bytes of data written to a restored image. */
    @JsonProperty("restored")
    RESTORED
}
