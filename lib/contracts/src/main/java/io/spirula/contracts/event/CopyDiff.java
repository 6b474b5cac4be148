package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How what has changed was found to make a copy. */
public enum CopyDiff {
    /** The object maps of the source named the objects. */
    @JsonProperty("fast")
    FAST,
    /** Every object was asked. */
    @JsonProperty("exact")
    EXACT
}
