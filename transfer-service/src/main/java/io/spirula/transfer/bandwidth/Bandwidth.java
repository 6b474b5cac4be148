package io.spirula.transfer.bandwidth;

import io.spirula.contracts.policy.Limits;
import io.spirula.transfer.cluster.ClusterLimitsProperties;
import io.spirula.transfer.policy.PolicyStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** All that is limited, for the moves of this instance of the service. Thread-safe. */
@Component
public class Bandwidth {

    private final PolicyStore policies;
    private final ClusterLimitsProperties clusters;
    private final Clock clock;
    private final Map<String, SharedRate> ofPolicies = new ConcurrentHashMap<>();
    private final Map<String, SharedRate> asSources = new ConcurrentHashMap<>();
    private final Map<String, SharedRate> asTargets = new ConcurrentHashMap<>();

    Bandwidth(PolicyStore policies, ClusterLimitsProperties clusters, Clock clock) {
        this.policies = policies;
        this.clusters = clusters;
        this.clock = clock;
    }

    /**
     * For a move that begins.
     *
     * @param policy whose data is moved; empty when it is no policy's
     * @param source the cluster that is read
     * @param target the cluster that is written
     */
    public MoveBandwidth of(String policy, String source, String target) {
        SharedRate ofPolicy = rate(ofPolicies, policy);
        SharedRate asSource = rate(asSources, source);
        SharedRate asTarget = rate(asTargets, target);
        Runnable refresh = () -> {
            Instant now = clock.instant();
            set(asSource, clusters.of(source).asSource().limits(), now);
            set(asTarget, clusters.of(target).asTarget().limits(), now);
            // while policies are read again, what was known of them holds
            policies.limits(policy).ifPresent(limits -> set(ofPolicy, limits, now));
        };
        refresh.run();
        return new MoveBandwidth(ofPolicy, asSource, asTarget, refresh);
    }

    private static void set(SharedRate rate, Limits limits, Instant now) {
        rate.limit(Timetable.at(limits, now));
    }

    private static SharedRate rate(Map<String, SharedRate> rates, String name) {
        return rates.computeIfAbsent(name, key -> new SharedRate(System::nanoTime));
    }
}
