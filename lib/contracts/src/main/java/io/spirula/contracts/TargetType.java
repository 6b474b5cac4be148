package io.spirula.contracts;

import com.fasterxml.jackson.annotation.JsonValue;

/** Kinds of places for copies. */
public enum TargetType {
    /** An image on a cluster: a replica. */
    RBD("rbd");

    private final String wireName;

    TargetType(String wireName) {
        this.wireName = wireName;
    }

    /** As written in policies, events and keys. */
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
