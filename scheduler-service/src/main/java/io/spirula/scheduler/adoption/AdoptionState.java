package io.spirula.scheduler.adoption;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an adoption is in its life. */
enum AdoptionState {
    @JsonProperty("requested")
    REQUESTED,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED
}
