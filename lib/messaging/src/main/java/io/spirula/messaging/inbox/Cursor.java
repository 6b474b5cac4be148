package io.spirula.messaging.inbox;

/**
 * Reads one partition from a place that the database knows.
 *
 * @param topicId the broker's id of the topic
 * @param epoch of the stored position
 */
record Cursor(String topicId, long epoch) {}
