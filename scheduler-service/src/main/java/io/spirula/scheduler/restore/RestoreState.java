package io.spirula.scheduler.restore;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a restore is in its life. */
enum RestoreState {
    @JsonProperty("requested")
    REQUESTED,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("cancelled")
    CANCELLED;

    boolean ended() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
