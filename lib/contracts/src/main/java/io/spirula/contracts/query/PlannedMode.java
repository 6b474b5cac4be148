package io.spirula.contracts.query;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the next run would move to a target. */
public enum PlannedMode {
    @JsonProperty("full")
    FULL,
    @JsonProperty("increment")
    INCREMENT,
    /** Neither: something is in the way, and the reason names it. */
    @JsonProperty("conflict")
    CONFLICT
}
