package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a copy is in its life. */
public enum CopyState {
    @JsonProperty("pending")
    PENDING,
    @JsonProperty("transferring")
    TRANSFERRING,
    @JsonProperty("complete")
    COMPLETE,
    @JsonProperty("failed")
    FAILED,
    /** Found to differ from its source; never offered for a restore. */
    @JsonProperty("quarantined")
    QUARANTINED,
    /** Deleted by retention. */
    @JsonProperty("expired")
    EXPIRED,
    /** Found to be gone although nobody asked Spirula to delete it. */
    @JsonProperty("lost")
    LOST;

    /** Whether no more work will be done to complete it. */
    public boolean terminal() {
        return this != PENDING && this != TRANSFERRING;
    }
}
