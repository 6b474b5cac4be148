package io.spirula.messaging.inbox;

import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.Denied;
import io.spirula.messaging.kafka.TopicStanding;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics that Kafka does not let this service read, as was seen last: the others are read without them. Thread-safe. */
final class DeniedTopics {

    private static final Logger LOG = LoggerFactory.getLogger(DeniedTopics.class);
    private static final Duration RECHECK = Duration.ofSeconds(5);

    private final BrokerView broker;
    private volatile Map<String, String> denied = Map.of();
    private long checked = System.nanoTime();

    DeniedTopics(BrokerView broker) {
        this.broker = broker;
    }

    /** Why, by the topic. */
    Map<String, String> why() {
        return denied;
    }

    synchronized void deny(Collection<String> topics) {
        Map<String, String> all = new TreeMap<>(denied);
        for (String topic : topics) {
            String why = Denied.text(Set.of(AclOperation.READ), "topic " + topic);
            if (all.put(topic, why) == null) {
                LOG.warn("INBOX_TOPIC_DENIED: {} is not read: {}", topic, why);
            }
        }
        denied = Map.copyOf(all);
        checked = System.nanoTime();
    }

    /**
     * Asks Kafka now and then.
     *
     * @return whether some of them may be read again, or are gone
     */
    synchronized boolean recheck() throws InterruptedException {
        if (denied.isEmpty() || System.nanoTime() - checked < RECHECK.toNanos()) {
            return false;
        }
        checked = System.nanoTime();
        Map<String, String> still = new TreeMap<>(denied);
        try {
            broker.standings(denied.keySet(), AclOperation.READ).forEach((topic, standing) -> {
                if (standing != TopicStanding.DENIED) {
                    still.remove(topic);
                    LOG.info("{} is read again", topic);
                }
            });
        } catch (KafkaException e) {
            LOG.debug("It is not known yet whether {} may be read again", denied.keySet(), e);
        }
        boolean fewer = still.size() < denied.size();
        denied = Map.copyOf(still);
        return fewer;
    }
}
