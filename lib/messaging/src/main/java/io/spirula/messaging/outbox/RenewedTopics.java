package io.spirula.messaging.outbox;

import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.Outage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics that were deleted and made again, also while the service was away. What the outbox still holds of their events is
 * published on them once more, in the old order and under the old ids, and what the tables know is told; nothing else comes
 * before that. That it was told is remembered only afterwards, so that a service that dies on the way does it once more. One
 * thread, and one session: whoever has the right to publish.
 */
final class RenewedTopics {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedTopics.class);

    private static final Duration LOOK = Duration.ofMillis(250);

    private static final int ROWS = 5_000;

    /**
     * How far the telling on a topic is.
     *
     * @param topicId the broker's id of the topic
     * @param released whether all that the outbox holds waits to be published again
     * @param key of what was told last from the tables; null before the first
     */
    private record Progress(
            String topicId, boolean released, @Nullable String key) {}

    private final RelaySession session;
    private final Collection<String> topics;
    private final BrokerView broker;
    private final Retellings retellings;
    private final Map<String, String> told;
    private final Map<String, Progress> renewed = new TreeMap<>();
    private final Outage outage = new Outage(LOG, "RETELLING_STUCK: what topics lost is not told again");
    private boolean missing;
    private long looked = System.nanoTime() - LOOK.toNanos();

    RenewedTopics(RelaySession session, Collection<String> topics, BrokerView broker, Retellings retellings)
            throws SQLException {
        this.session = session;
        this.topics = topics;
        this.broker = broker;
        this.retellings = retellings;
        this.told = session.toldTopics();
    }

    /** Those on which not everything is told yet, looked at now and then. */
    Set<String> known() throws SQLException, InterruptedException {
        return System.nanoTime() - looked >= LOOK.toNanos() ? now() : Set.copyOf(renewed.keySet());
    }

    /** Those on which not everything is told yet. To be asked before anything is sent. */
    Set<String> now() throws SQLException, InterruptedException {
        Map<String, String> ids = broker.visibleTopicIds(topics);
        looked = System.nanoTime();
        missing = topics.stream().anyMatch(topic -> told.containsKey(topic) && !ids.containsKey(topic));
        for (Map.Entry<String, String> topic : ids.entrySet()) {
            look(topic.getKey(), topic.getValue());
        }
        return Set.copyOf(renewed.keySet());
    }

    private void look(String topic, String topicId) throws SQLException {
        Progress progress = renewed.get(topic);
        String known = progress == null ? told.get(topic) : progress.topicId();
        if (known == null) {
            remember(topic, topicId);
        } else if (!known.equals(topicId)) {
            renewed.put(topic, new Progress(topicId, false, null));
            LOG.warn(
                    "TOPIC_LOST: {} was deleted and made again; what this service knows is told on it again, as soon as it has"
                            + " read everything",
                    topic);
        }
    }

    /** Whether one on which something was told was not there at the last look. */
    boolean missSome() {
        return missing;
    }

    /** Tells a bounded number of things. Returns whether there is more to tell now. */
    boolean proceed() throws SQLException {
        if (renewed.isEmpty()) {
            return false;
        }
        try {
            if (retellings.mayBeOld()) {
                return false;
            }
            for (Map.Entry<String, Progress> topic : Map.copyOf(renewed).entrySet()) {
                proceed(topic.getKey(), topic.getValue());
            }
            outage.over();
            return !renewed.isEmpty();
        } catch (RuntimeException e) {
            outage.failed(e);
            return false;
        }
    }

    private void proceed(String topic, Progress progress) throws SQLException {
        if (!progress.released()) {
            boolean all = session.unmarkPublished(topic, ROWS) < ROWS;
            renewed.put(topic, new Progress(progress.topicId(), all, null));
            return;
        }
        Optional<String> last = retellings.tellAfter(topic, progress.key());
        if (last.isPresent()) {
            renewed.put(topic, new Progress(progress.topicId(), true, last.get()));
        } else {
            remember(topic, progress.topicId());
            renewed.remove(topic);
            LOG.warn("TOLD_AGAIN: what this service knows is told on {} again", topic);
        }
    }

    private void remember(String topic, String topicId) throws SQLException {
        session.rememberTold(topic, topicId);
        told.put(topic, topicId);
    }
}
