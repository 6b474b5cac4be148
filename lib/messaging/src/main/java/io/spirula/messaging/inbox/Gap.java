package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.deadletter.LetterOrigin;
import org.jspecify.annotations.Nullable;

/**
 * Records between where reading stopped and where it goes on, which nobody will read.
 *
 * @param topic the topic
 * @param partition of it
 * @param stopped where reading stopped; null when the partition was never read
 * @param topicId the broker's id of the topic now
 * @param start where it goes on
 */
record Gap(Topic topic, int partition, @Nullable StoredPosition stopped, String topicId, long start) {

    /** Whether any record can be in it that was known to be there. */
    boolean mayHoldRecords() {
        return stopped != null && !(stopped.topicId().equals(topicId) && stopped.nextOffset() >= start);
    }

    boolean holds(LetterOrigin origin) {
        return stopped != null
                && origin.topic().equals(topic.wireName())
                && origin.partition() == partition
                && origin.topicId().equals(stopped.topicId())
                && origin.offset() >= stopped.nextOffset()
                && !(origin.topicId().equals(topicId) && origin.offset() >= start);
    }
}
