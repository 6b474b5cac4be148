package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What was moved to make a copy. */
public enum CopyMode {
    @JsonProperty("full")
    FULL,
    @JsonProperty("increment")
    INCREMENT
}
