package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the moment of a point is worth, weakest first. */
public enum Consistency {
    /** As after a power cut. */
    @JsonProperty("crash")
    CRASH,
    /** The guest's file systems were frozen. */
    @JsonProperty("filesystem")
    FILESYSTEM,
    /** The application's own hooks ran. */
    @JsonProperty("application")
    APPLICATION
}
