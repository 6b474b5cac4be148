package io.spirula.messaging.inbox;

import org.jspecify.annotations.Nullable;

/**
 * Where to go on reading a partition.
 *
 * @param offset of the next record
 * @param finding why it is not where reading stopped, for the log; null when it is
 */
record StartPosition(long offset, @Nullable String finding) {

    /**
     * @param stored where reading stopped; null when the partition was never read
     * @param topicId the broker's id of the topic
     * @param beginning the first offset that the broker has
     * @param end the offset that the next record will get
     */
    static StartPosition decide(@Nullable StoredPosition stored, String topicId, long beginning, long end) {
        if (stored == null) {
            return new StartPosition(beginning, "it was never read");
        }
        if (!stored.topicId().equals(topicId)) {
            return new StartPosition(beginning, "the topic was deleted and made again");
        }
        if (stored.nextOffset() > end) {
            return new StartPosition(
                    beginning,
                    "the broker lost records: it ends at " + end + ", read was up to " + stored.nextOffset());
        }
        if (stored.nextOffset() < beginning) {
            return new StartPosition(
                    beginning, "records from " + stored.nextOffset() + " to " + beginning + " are not kept any more");
        }
        return new StartPosition(stored.nextOffset(), null);
    }
}
