package io.spirula.transfer.backoff;

import io.spirula.contracts.event.Reason;
import io.spirula.rbd.ClusterStatus;
import io.spirula.rbd.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether a move had better wait. Pure. What is not known is no reason. Reasons hold no figures that change all the time: each
 * change is told to everybody.
 */
final class BackOffRule {

    private static final Pattern RECOVERING = Pattern.compile("degraded|recover(ing|y_.*)|backfill(ing|_.*)");
    private static final Pattern TRIMMING = Pattern.compile("snaptrim(_.*)?");
    /** A full one is no case for waiting: what is written is refused, and that is told. */
    private static final String FULL = "OSD_FULL";

    private static final Set<String> NEAR_FULL = Set.of("OSD_NEARFULL", "OSD_BACKFILLFULL");

    private BackOffRule() {}

    /** When a copy has waited long enough: it takes its turn then, however the clusters are doing. */
    static Instant latest(Instant requestedAt, Instant deadline, Duration patience) {
        Instant half = half(requestedAt, deadline);
        Instant patient = requestedAt.plus(patience);
        return half.isBefore(patient) ? half : patient;
    }

    /** What comes after it is for the move. */
    static Instant half(Instant requestedAt, Instant deadline) {
        return requestedAt.plus(Duration.between(requestedAt, deadline).dividedBy(2));
    }

    /**
     * What is to be waited for.
     *
     * @param target whether the cluster would be written to
     */
    static Optional<Reason> reason(String cluster, boolean target, ClusterStatus status, BackOffProperties limits) {
        if (target && limits.nearFull() && isNearlyFull(status)) {
            return Optional.of(new Reason(
                    "CLUSTER_NEAR_FULL",
                    "OSDs of cluster " + cluster + " are nearly full; make room or add OSDs, see: ceph osd df"));
        }
        if (isMore(status.placementGroups(), RECOVERING, limits.recovering())) {
            return Optional.of(new Reason(
                    "CLUSTER_RECOVERING",
                    "more than " + limits.recovering() + " % of the placement groups of cluster " + cluster
                            + " are degraded or being recovered, see: ceph -s"));
        }
        if (isMore(status.placementGroups(), TRIMMING, limits.trimming())) {
            return Optional.of(new Reason(
                    "CLUSTER_TRIMMING",
                    "more than " + limits.trimming() + " % of the placement groups of cluster " + cluster
                            + " have removed snapshots to trim, see: ceph -s"));
        }
        return Optional.empty();
    }

    private static boolean isNearlyFull(ClusterStatus status) {
        Set<String> codes = status.health().stream().map(HealthCheck::code).collect(Collectors.toSet());
        return !codes.contains(FULL) && codes.stream().anyMatch(NEAR_FULL::contains);
    }

    private static boolean isMore(Map<String, Long> groups, Pattern busy, int percent) {
        return count(groups, state -> true) * percent < count(groups, is(busy)) * 100;
    }

    private static long count(Map<String, Long> groups, Predicate<String> which) {
        return groups.entrySet().stream()
                .filter(state -> which.test(state.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** A state is several words, such as {@code active+clean+snaptrim_wait}. */
    private static Predicate<String> is(Pattern busy) {
        return state -> Pattern.compile("\\+").splitAsStream(state).anyMatch(busy.asMatchPredicate());
    }
}
