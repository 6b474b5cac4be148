package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a run was started. */
public enum RunTrigger {
    @JsonProperty("schedule")
    SCHEDULE,
    /** One run in the place of those missed while nobody was there. */
    @JsonProperty("catch-up")
    CATCH_UP,
    @JsonProperty("manual")
    MANUAL
}
