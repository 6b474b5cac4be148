package io.spirula.contracts.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a copy is proven before it counts as complete. */
public enum VerifyMode {
    /** Not at all: the copy's assurance stays {@code applied}. */
    @JsonProperty("none")
    NONE,
    /** What was written is read back at the new snapshot and compared with hashes taken at the source. */
    @JsonProperty("read-back")
    READ_BACK
}
