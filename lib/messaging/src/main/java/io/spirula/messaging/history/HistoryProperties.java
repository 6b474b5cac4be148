package io.spirula.messaging.history;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.MessagingProperties;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what ended is remembered.
 *
 * @param keep since its end; longer than anything that speaks of it can come late, at most 3660 days
 */
@ConfigurationProperties("spirula.history")
public record HistoryProperties(@DefaultValue("120d") Duration keep) {

    /** No service reads these. */
    private static final Set<Topic> FOR_OTHERS = Set.of(Topic.USAGE, Topic.AUDIT);

    private static final Duration LONGEST = Duration.ofDays(3660);

    public HistoryProperties {
        if (keep.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("spirula.history.keep must be at most 3660d, not " + keep);
        }
    }

    /**
     * Whatever comes late has to be known, or to find what it speaks of: else it would begin anew.
     *
     * @throws IllegalArgumentException when it is not kept for long enough
     */
    void require(MessagingProperties messaging) {
        Duration republished = longestRetention().plus(messaging.outbox().keepPublished());
        Duration received = messaging.inbox().keepReceived();
        Duration late = republished.compareTo(received) > 0 ? republished : received;
        if (keep.compareTo(late) <= 0) {
            throw new IllegalArgumentException("spirula.history.keep must be more than "
                    + late.toDays() + "d, not " + keep
                    + ": records stay on Kafka for up to " + longestRetention().toDays()
                    + "d, may be published again for "
                    + messaging.outbox().keepPublished().toDays()
                    + "d (spirula.messaging.outbox.keep-published), and are known for "
                    + received.toDays() + "d (spirula.messaging.inbox.keep-received)");
        }
    }

    private static Duration longestRetention() {
        return Arrays.stream(Topic.values())
                .filter(topic -> !FOR_OTHERS.contains(topic))
                .map(Topic::retention)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElseThrow();
    }
}
