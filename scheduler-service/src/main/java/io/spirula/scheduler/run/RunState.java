package io.spirula.scheduler.run;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a run is in its life. */
public enum RunState {
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("cancelled")
    CANCELLED,
    /** Was due, but never started. */
    @JsonProperty("skipped")
    SKIPPED
}
