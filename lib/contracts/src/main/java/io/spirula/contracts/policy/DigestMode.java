package io.spirula.contracts.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether increments keep up the digest of what their image holds. */
public enum DigestMode {
    /** Where their base has one: what has changed is read at the base, too. */
    @JsonProperty("auto")
    AUTO,
    /** Nothing is read for it; only copies of everything have one. */
    @JsonProperty("none")
    NONE;

    /** What holds unless something is said. */
    public static final DigestMode DEFAULT = AUTO;
}
