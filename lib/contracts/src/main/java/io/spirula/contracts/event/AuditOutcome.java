package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an audited action ended. */
public enum AuditOutcome {
    @JsonProperty("accepted")
    ACCEPTED,
    @JsonProperty("refused")
    REFUSED,
    @JsonProperty("completed")
    COMPLETED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("cancelled")
    CANCELLED
}
