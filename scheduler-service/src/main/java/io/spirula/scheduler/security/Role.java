package io.spirula.scheduler.security;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a token may do; each role may do all that the ones before it may. */
public enum Role {
    /** Look. */
    @JsonProperty("viewer")
    VIEWER,
    /** Start and cancel runs, restore, release images. */
    @JsonProperty("operator")
    OPERATOR,
    /** Change policies and tokens. */
    @JsonProperty("admin")
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
