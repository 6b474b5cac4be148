package io.spirula.messaging.kafka;

/** Whether events can be published on a topic now. */
public enum TopicStanding {
    OPEN,
    MISSING,
    /** It may exist, but Kafka does not let this service write to it. */
    DENIED
}
