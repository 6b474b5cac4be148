package io.spirula.contracts.query;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a policy wants of a place. */
public enum PlaceSide {
    /** Its images are protected; snapshot-service answers for it. */
    @JsonProperty("source")
    SOURCE,
    /** Copies go there; transfer-service answers for it. */
    @JsonProperty("target")
    TARGET
}
