package io.spirula.messaging;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a service talks to Kafka and works from PostgreSQL. Durations are more than zero, those of what happens again and again at
 * most a day, those for which something is kept at most 3660 days.
 *
 * @param topics the topics that the service makes sure of
 * @param outbox the way out
 * @param inbox the way in
 * @param ephemeral what may be lost
 * @param work durable work
 */
@ConfigurationProperties("spirula.messaging")
public record MessagingProperties(
        @DefaultValue Topics topics,
        @DefaultValue Outbox outbox,
        @DefaultValue Inbox inbox,
        @DefaultValue Ephemeral ephemeral,
        @DefaultValue Work work) {

    /**
     * @param partitions of each topic when it is created, 1 to 1000; never changed later, since keys would move
     * @param replicationFactor copies of each topic on different brokers, 1 to 100; 3 wherever there are three brokers
     * @param retryInterval how long to wait after Kafka could not be asked
     * @param checkInterval how often topics are looked at again, so that one that was deleted comes back
     */
    public record Topics(
            @DefaultValue("4") int partitions,
            @DefaultValue("1") short replicationFactor,
            @DefaultValue("2s") Duration retryInterval,
            @DefaultValue("30s") Duration checkInterval) {

        public Topics {
            require(partitions, 1000, "topics.partitions");
            require(replicationFactor, 100, "topics.replication-factor");
            requireShort(retryInterval, "topics.retry-interval");
            requireShort(checkInterval, "topics.check-interval");
        }
    }

    /**
     * @param batch events published together, 1 to 10000
     * @param pollInterval how often to look without having been notified; also how fast another instance takes over from one
     *     that was stopped in an orderly way
     * @param sendTimeout how long Kafka may take for a batch before it counts as down, at least 1 s
     * @param takeoverAfter silence after which PostgreSQL takes away an instance's right to publish; at least three poll
     *     intervals and twice the send time-out
     * @param retryInterval how long to wait after Kafka or PostgreSQL failed
     * @param keepPublished how long published events stay in the table; an event that is appended again after that is
     *     published again
     */
    public record Outbox(
            @DefaultValue("500") int batch,
            @DefaultValue("1s") Duration pollInterval,
            @DefaultValue("5s") Duration sendTimeout,
            @DefaultValue("12s") Duration takeoverAfter,
            @DefaultValue("1s") Duration retryInterval,
            @DefaultValue("7d") Duration keepPublished) {

        public Outbox {
            require(batch, 10_000, "outbox.batch");
            requireShort(pollInterval, "outbox.poll-interval");
            requireShort(sendTimeout, "outbox.send-timeout");
            requireShort(takeoverAfter, "outbox.takeover-after");
            require(sendTimeout.toSeconds() >= 1, "outbox.send-timeout", "at least 1 s", sendTimeout);
            require(
                    takeoverAfter.compareTo(pollInterval.multipliedBy(3)) >= 0
                            && takeoverAfter.compareTo(sendTimeout.multipliedBy(2)) >= 0,
                    "outbox.takeover-after",
                    "at least three times outbox.poll-interval and twice outbox.send-timeout",
                    takeoverAfter);
            requireShort(retryInterval, "outbox.retry-interval");
            requireKept(keepPublished, "outbox.keep-published");
        }
    }

    /**
     * @param attempts how often an event is handed to a handler that fails for good before it goes to the dead letters,
     *     1 to 1000
     * @param retryInterval the first wait after a failure; doubles with each
     * @param maxRetryInterval the longest wait
     * @param keepReceived how long ids of received events are remembered
     */
    public record Inbox(
            @DefaultValue("4") int attempts,
            @DefaultValue("200ms") Duration retryInterval,
            @DefaultValue("10s") Duration maxRetryInterval,
            @DefaultValue("100d") Duration keepReceived) {

        public Inbox {
            require(attempts, 1000, "inbox.attempts");
            requireShort(retryInterval, "inbox.retry-interval");
            requireShort(maxRetryInterval, "inbox.max-retry-interval");
            require(
                    maxRetryInterval.compareTo(retryInterval) >= 0,
                    "inbox.max-retry-interval",
                    "at least inbox.retry-interval",
                    maxRetryInterval);
            requireKept(keepReceived, "inbox.keep-received");
        }
    }

    /**
     * @param maxBlock how long publishing may hold up its caller while Kafka is away
     * @param buffer memory for what was not sent yet; the rest is dropped
     */
    public record Ephemeral(
            @DefaultValue("50ms") Duration maxBlock,
            @DefaultValue("4MB") DataSize buffer) {

        public Ephemeral {
            requireShort(maxBlock, "ephemeral.max-block");
            boolean fits = buffer.toBytes() >= 1024 * 1024 && buffer.toBytes() <= 1024 * 1024 * 1024;
            require(fits, "ephemeral.buffer", "1 MB to 1 GB", buffer);
        }
    }

    /**
     * @param threads instances worked on at once in this process, 1 to 1000
     * @param pollInterval how often to look for work that other processes left
     * @param sweepInterval how often workers are asked for instances that nobody woke
     * @param lease how long an instance's work stays with a process that does not answer any more, at least 3 s; renewed
     *     three times as often; also how long a transaction of any kind may do nothing before PostgreSQL ends it
     * @param heartbeat how often a process says that its executions live; four missed ones make them dead, which is noticed
     *     two later at the latest: at most a sixth of the lease, or else work waits longer than that for its next process
     * @param retryInterval the first wait after a failure; doubles with each
     * @param maxRetryInterval the longest wait after a failure
     * @param stopTimeout how long work may take to come to an end when the process is stopped
     */
    public record Work(
            @DefaultValue("8") int threads,
            @DefaultValue("500ms") Duration pollInterval,
            @DefaultValue("1s") Duration sweepInterval,
            @DefaultValue("15s") Duration lease,
            @DefaultValue("2s") Duration heartbeat,
            @DefaultValue("1s") Duration retryInterval,
            @DefaultValue("1m") Duration maxRetryInterval,
            @DefaultValue("20s") Duration stopTimeout) {

        public Work {
            require(threads, 1000, "work.threads");
            requireShort(lease, "work.lease");
            requireShort(pollInterval, "work.poll-interval");
            requireShort(sweepInterval, "work.sweep-interval");
            require(lease.compareTo(Duration.ofSeconds(3)) >= 0, "work.lease", "at least 3 s", lease);
            requireShort(heartbeat, "work.heartbeat");
            requireShort(retryInterval, "work.retry-interval");
            requireShort(maxRetryInterval, "work.max-retry-interval");
            require(
                    maxRetryInterval.compareTo(retryInterval) >= 0,
                    "work.max-retry-interval",
                    "at least work.retry-interval",
                    maxRetryInterval);
            requireShort(stopTimeout, "work.stop-timeout");
        }
    }

    /** For what happens again and again. */
    private static void requireShort(Duration value, String name) {
        requirePositive(value, Duration.ofDays(1), name);
    }

    /** For how long something is kept. */
    private static void requireKept(Duration value, String name) {
        requirePositive(value, Duration.ofDays(3660), name);
    }

    private static void requirePositive(Duration value, Duration max, String name) {
        boolean within = !value.isNegative() && !value.isZero() && value.compareTo(max) <= 0;
        require(within, name, "more than zero, at most " + max, value);
    }

    private static void require(long value, int max, String name) {
        require(value >= 1 && value <= max, name, "1 to " + max, value);
    }

    private static void require(boolean holds, String name, String allowed, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("spirula.messaging." + name + " must be " + allowed + ", not " + value);
        }
    }
}
