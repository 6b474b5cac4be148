package io.spirula.contracts.query;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of a dead letter. */
public enum DeadLetterState {
    /** Somebody has to decide, or it waits for another one. */
    @JsonProperty("open")
    OPEN,
    /** It was handled after all. */
    @JsonProperty("replayed")
    REPLAYED,
    /** It was given up. */
    @JsonProperty("discarded")
    DISCARDED
}
