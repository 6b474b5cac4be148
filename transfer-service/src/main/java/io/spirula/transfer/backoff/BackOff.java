package io.spirula.transfer.backoff;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.Reason;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterStatus;
import io.spirula.transfer.cluster.Clusters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks clusters how they are doing, each at most every ten seconds, before a move of theirs begins and while it goes on.
 * Thread-safe.
 */
@Component
public class BackOff {

    /** After which a copy that waits looks again. */
    public static final Duration AGAIN = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(BackOff.class);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final ClusterStatus UNKNOWN = new ClusterStatus(List.of(), Map.of());

    private final Clusters clusters;
    private final BackOffProperties properties;
    private final Clock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(ClusterStatus status, Instant at) {}

    BackOff(Clusters clusters, BackOffProperties properties, Clock clock) {
        this.clusters = clusters;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Why a copy had better not be made now; empty when it may be, and when the clusters do not say how they are doing. May
     * take as long as an operation on a cluster.
     *
     * @param deadline of its run
     */
    public Optional<Reason> reason(Copy copy, Instant deadline) {
        Instant now = clock.instant();
        if (!properties.enabled()
                || !now.isBefore(BackOffRule.latest(copy.requestedAt(), deadline, properties.patience()))) {
            return Optional.empty();
        }
        return busy(copy.ref().cluster(), copy.target().cluster(), now);
    }

    /**
     * Why a copy that is being moved had better rest; empty when it need not, or has rested enough. Asks nobody: by what was
     * seen last, {@link #watchMoves} looks again.
     *
     * @param deadline of its run
     * @param rested how long its move has rested up to now
     */
    Optional<Reason> meanwhile(Copy copy, Instant deadline, Duration rested) {
        return properties.enabled()
                        && rested.compareTo(properties.patience()) < 0
                        && clock.instant().isBefore(BackOffRule.half(copy.requestedAt(), deadline))
                ? known(copy.target().cluster(), true).or(() -> known(copy.ref().cluster(), false))
                : Optional.empty();
    }

    private Optional<Reason> known(String cluster, boolean target) {
        return Optional.ofNullable(seen.get(cluster))
                .flatMap(last -> BackOffRule.reason(cluster, target, last.status(), properties));
    }

    /** Looks at all clusters that moves go on with. */
    @Scheduled(initialDelayString = "PT10S", fixedDelayString = "PT10S")
    public void watchMoves() {
        if (properties.enabled()) {
            clusters.names().stream()
                    .filter(name -> clusters.moves(name) > 0)
                    .forEach(name -> status(name, clock.instant()));
        }
    }

    /** Why two clusters had better be left alone now; empty when they need not be, or do not say how they are doing. */
    public Optional<Reason> busy(String source, String target) {
        return properties.enabled() ? busy(source, target, clock.instant()) : Optional.empty();
    }

    private Optional<Reason> busy(String source, String target, Instant now) {
        return reason(target, true, now).or(() -> reason(source, false, now));
    }

    private Optional<Reason> reason(String cluster, boolean target, Instant now) {
        return BackOffRule.reason(cluster, target, status(cluster, now), properties);
    }

    private ClusterStatus status(String cluster, Instant now) {
        Seen last = seen.get(cluster);
        if (last != null && now.isBefore(last.at().plus(FRESH))) {
            return last.status();
        }
        ClusterStatus status = ask(cluster);
        seen.put(cluster, new Seen(status, now));
        return status;
    }

    /** A cluster that does not answer, or in no known way, is nothing to wait for here: the move finds out, and says so. */
    private ClusterStatus ask(String cluster) {
        try {
            return clusters.ask(cluster, CephCluster::status).orElse(UNKNOWN);
        } catch (RuntimeException e) {
            LOG.debug("cluster {} does not say how it is doing", cluster, e);
            return UNKNOWN;
        }
    }
}
