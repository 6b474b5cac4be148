package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** An image's part in rbd-mirror. */
public enum MirrorRole {
    @JsonProperty("none")
    NONE,
    @JsonProperty("primary")
    PRIMARY,
    @JsonProperty("non-primary")
    NON_PRIMARY
}
