package io.spirula.messaging.inbox;

/**
 * How far a partition was read.
 *
 * @param topicId the broker's id of the topic that it was
 * @param nextOffset of the first record that was not taken yet
 * @param epoch grows when the position is set back
 */
record StoredPosition(String topicId, long nextOffset, long epoch) {}
