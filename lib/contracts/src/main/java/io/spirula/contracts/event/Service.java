package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonValue;

/** The four services; each topic has one of them as its only producer. */
public enum Service {
    SCHEDULER("scheduler-service"),
    SNAPSHOT("snapshot-service"),
    TRANSFER("transfer-service"),
    RESTORE("restore-service");

    private final String wireName;

    Service(String wireName) {
        this.wireName = wireName;
    }

    /** As in CloudEvents sources, consumer groups and names of dead-letter topics. */
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
