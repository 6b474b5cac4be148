package io.spirula.messaging.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.event.Topic;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** What arrives, what is put aside, and how far behind the service is. */
final class InboxMeters {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<TopicPartition, Long> oldestWaiting = new ConcurrentHashMap<>();

    InboxMeters(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        Gauge.builder("spirula.inbox.lag", this, InboxMeters::lagSeconds)
                .description("Age of the oldest record that was fetched and not taken yet")
                .baseUnit("seconds")
                .register(registry);
    }

    void unread(PositionCatchUp catchUp) {
        Gauge.builder(
                        "spirula.inbox.unread.topics",
                        catchUp,
                        reading -> reading.unread().size())
                .description("Topics that are not read yet as far as they had been told")
                .register(registry);
    }

    void duplicate(Topic topic) {
        registry.counter("spirula.inbox.duplicates", "topic", topic.wireName()).increment();
    }

    /** Reasons are codes of ours, never text from outside. */
    void dead(Topic topic, String reason) {
        registry.counter("spirula.inbox.dead", "topic", topic.wireName(), "reason", reason)
                .increment();
    }

    void retried(Topic topic) {
        registry.counter("spirula.inbox.retries", "topic", topic.wireName()).increment();
    }

    void waiting(TopicPartition partition, long timestampMillis) {
        oldestWaiting.put(partition, timestampMillis);
    }

    void caughtUp(TopicPartition partition) {
        oldestWaiting.remove(partition);
    }

    private double lagSeconds() {
        long now = clock.millis();
        return oldestWaiting.values().stream()
                .mapToDouble(timestamp -> Math.max(0, (now - timestamp) / 1000.0))
                .max()
                .orElse(0);
    }
}
