package io.spirula.messaging.wire;

/** Names of our CloudEvents extension attributes. */
final class Extension {

    static final String PARTITION_KEY = "partitionkey";
    static final String LINEAGE = "lineage";
    static final String RUN = "runid";
    static final String CAUSATION = "causationid";
    static final String SEQUENCE = "sequence";
    static final String TRACE_PARENT = "traceparent";

    private Extension() {}
}
