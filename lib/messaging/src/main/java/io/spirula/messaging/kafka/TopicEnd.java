package io.spirula.messaging.kafka;

/**
 * Where a partition ends.
 *
 * @param topicId the broker's id of the topic
 * @param offset that the next record will get
 */
public record TopicEnd(String topicId, long offset) {}
