package io.spirula.contracts.query;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How something is that was looked at, the best first. */
public enum Verdict {
    @JsonProperty("ok")
    OK,
    /** It works; it may not for long, or not as well as it could. */
    @JsonProperty("warning")
    WARNING,
    /** Something does not work because of it, or cannot be relied on. */
    @JsonProperty("failed")
    FAILED
}
