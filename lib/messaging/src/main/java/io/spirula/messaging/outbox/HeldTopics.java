package io.spirula.messaging.outbox;

import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.Denied;
import io.spirula.messaging.kafka.TopicStanding;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps events of topics that do not exist, or that this service may not write to, from holding up all others. Order is promised
 * within a topic, so the others may go ahead. One thread.
 */
final class HeldTopics {

    private static final Logger LOG = LoggerFactory.getLogger(HeldTopics.class);

    private final BrokerView broker;
    private final Duration recheck;
    private final Set<String> open = new HashSet<>();
    private final Map<String, TopicStanding> held = new TreeMap<>();
    private long checked;

    /**
     * @param recheck how often to look whether one that is held can be written to
     */
    HeldTopics(BrokerView broker, Duration recheck) {
        this.broker = broker;
        this.recheck = recheck;
    }

    /** Those known to be held, looked at again now and then. */
    Set<String> now() throws InterruptedException {
        if (!held.isEmpty() && System.nanoTime() - checked >= recheck.toNanos()) {
            check(Set.copyOf(held.keySet()));
        }
        return Set.copyOf(held.keySet());
    }

    /** Which of these are held. */
    Set<String> among(Collection<String> topics) throws InterruptedException {
        Set<String> unknown = new HashSet<>(topics);
        unknown.removeAll(open);
        if (!unknown.isEmpty()) {
            check(unknown);
        }
        Set<String> without = new HashSet<>(topics);
        without.retainAll(held.keySet());
        return without;
    }

    /** Forgets what is open: one may be the reason of a failure. */
    void forget() {
        open.clear();
    }

    private void check(Set<String> topics) throws InterruptedException {
        Map<String, TopicStanding> found = broker.standings(topics, AclOperation.WRITE);
        checked = System.nanoTime();
        found.forEach((topic, standing) -> {
            if (standing == TopicStanding.OPEN) {
                open.add(topic);
                if (held.remove(topic) != null) {
                    LOG.info("Topic {} can be written to; its events are published", topic);
                }
            } else if (held.put(topic, standing) != standing) {
                tell(topic, standing);
            }
        });
    }

    private static void tell(String topic, TopicStanding standing) {
        if (standing == TopicStanding.MISSING) {
            LOG.warn(
                    "OUTBOX_TOPIC_MISSING: events wait for topic {}, those of other topics do not. It is made as soon as"
                            + " Kafka lets this service; see TOPICS_UNCHECKED, or make it with kafka-topics",
                    topic);
        } else {
            LOG.error(
                    "OUTBOX_TOPIC_DENIED: events wait for topic {}, those of other topics do not. {}",
                    topic,
                    Denied.text(Set.of(AclOperation.WRITE), "topic " + topic));
        }
    }
}
