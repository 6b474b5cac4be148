package io.spirula.contracts.query;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a place is there. */
public enum PlaceState {
    @JsonProperty("present")
    PRESENT,
    /** The cluster was asked, and has no such pool or namespace. */
    @JsonProperty("absent")
    ABSENT,
    /** It could not be found out, and the reason says why. */
    @JsonProperty("unknown")
    UNKNOWN
}
