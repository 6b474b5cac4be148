package io.spirula.scheduler.verification;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a verification is in its life. */
enum VerificationState {
    @JsonProperty("requested")
    REQUESTED,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED
}
