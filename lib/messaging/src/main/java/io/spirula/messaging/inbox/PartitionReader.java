package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What the consumer knows of a partition that it was given. One thread. */
final class PartitionReader {

    private final TopicPartition partition;
    private final Topic topic;
    private @Nullable Cursor cursor;
    private int failures;
    private int fatalFailures;
    private long heldUntil = System.nanoTime();

    PartitionReader(TopicPartition partition, Topic topic) {
        this.partition = partition;
        this.topic = topic;
    }

    TopicPartition partition() {
        return partition;
    }

    Topic topic() {
        return topic;
    }

    /** Null while it is not known where to read. */
    @Nullable
    Cursor cursor() {
        return cursor;
    }

    void place(Cursor at) {
        cursor = at;
        hold(0);
    }

    /** Its place has to be found anew. */
    void displace() {
        cursor = null;
        succeeded();
    }

    void taken(Cursor from, long offset) {
        cursor = from.at(offset + 1);
        succeeded();
    }

    private void succeeded() {
        failures = 0;
        fatalFailures = 0;
    }

    /** Returns how often the current record failed, whatever for. */
    int failed() {
        return ++failures;
    }

    /** Returns how often the current record failed for a reason that does not pass. */
    int failedForGood() {
        failures++;
        return ++fatalFailures;
    }

    void hold(long nanos) {
        heldUntil = System.nanoTime() + nanos;
    }

    /** Zero or less when it may be read or placed. */
    long heldNanos() {
        return heldUntil - System.nanoTime();
    }
}
