package io.spirula.messaging.outbox;

import io.spirula.messaging.kafka.BrokerView;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps events of topics that do not exist from holding up all others. Order is promised within a topic, so the others may go
 * ahead. One thread.
 */
final class MissingTopics {

    private static final Logger LOG = LoggerFactory.getLogger(MissingTopics.class);

    private final BrokerView broker;
    private final Duration recheck;
    private final Set<String> existing = new HashSet<>();
    private final Set<String> missing = new TreeSet<>();
    private long checked;

    /**
     * @param recheck how often to look whether a missing one was made
     */
    MissingTopics(BrokerView broker, Duration recheck) {
        this.broker = broker;
        this.recheck = recheck;
    }

    /** Those known not to exist, looked at again now and then. */
    Set<String> now() throws InterruptedException {
        if (!missing.isEmpty() && System.nanoTime() - checked >= recheck.toNanos()) {
            check(Set.copyOf(missing));
        }
        return Set.copyOf(missing);
    }

    /** Which of these do not exist. */
    Set<String> among(Collection<String> topics) throws InterruptedException {
        Set<String> unknown = new HashSet<>(topics);
        unknown.removeAll(existing);
        if (!unknown.isEmpty()) {
            check(unknown);
        }
        Set<String> without = new HashSet<>(topics);
        without.retainAll(missing);
        return without;
    }

    /** Forgets what exists: one may be the reason of a failure. */
    void forget() {
        existing.clear();
    }

    private void check(Set<String> topics) throws InterruptedException {
        Set<String> found = broker.topicIds(topics).keySet();
        checked = System.nanoTime();
        for (String topic : topics) {
            if (found.contains(topic)) {
                existing.add(topic);
                if (missing.remove(topic)) {
                    LOG.info("Topic {} is there; its events are published", topic);
                }
            } else if (missing.add(topic)) {
                LOG.warn(
                        "OUTBOX_TOPIC_MISSING: events wait for topic {}, those of other topics do not. It is made as soon as"
                                + " Kafka lets this service; see TOPICS_UNCHECKED, or make it with kafka-topics",
                        topic);
            }
        }
    }
}
