package io.spirula.messaging.inbox;

/**
 * Reads one partition from a place that the database knows.
 *
 * @param topicId the broker's id of the topic
 * @param epoch of the stored position
 * @param next the first offset that was not taken yet
 */
record Cursor(String topicId, long epoch, long next) {

    Cursor at(long offset) {
        return new Cursor(topicId, epoch, offset);
    }

    /** Whether that is what the database says, too. */
    boolean agrees(StoredPosition stored) {
        return stored.topicId().equals(topicId) && stored.epoch() == epoch && stored.nextOffset() == next;
    }

    /** Whether the database forgot what was read. */
    boolean isAheadOf(StoredPosition stored) {
        return stored.topicId().equals(topicId) && stored.epoch() == epoch && stored.nextOffset() < next;
    }
}
