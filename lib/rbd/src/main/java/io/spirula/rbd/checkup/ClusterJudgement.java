package io.spirula.rbd.checkup;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.rbd.ClusterSpace;
import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.checkup.ClusterState.PoolState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pure: what to think of what was seen of a cluster. */
final class ClusterJudgement {

    private static final String REACHABLE = "cluster";
    private static final String CAPABILITY = "capability";
    private static final String POOL = "pool";
    private static final String HEALTH = "health";
    private static final String SPACE = "space";
    private static final double NEAR_FULL = 0.85;

    /** Complaints after which reads or writes wait or fail. */
    private static final Set<String> STOPS_IO = Set.of("OSD_FULL", "POOL_FULL", "PG_AVAILABILITY", "OSDMAP_FLAGS");

    /** Errors to Ceph of what images do without: only the space is not known then. */
    private static final Set<String> BESIDE_IO = Set.of("MGR_DOWN", "MGR_MODULE_ERROR", "MDS_ALL_DOWN");

    private static final String POOL_ROOM =
            "ceph health detail   # names the pool; a quota is raised by: ceph osd pool set-quota POOL max_bytes N";

    private static final Map<String, String> MENDS = Map.of(
            "MON_CLOCK_SKEW", "timedatectl set-ntp true   # on each monitor's machine; see: ceph time-sync-status",
            "MON_DOWN", "systemctl start ceph-mon.target   # on the machine of the monitor; see: ceph health detail",
            "OSD_DOWN", "systemctl start ceph-osd.target   # on the machine of the OSD; see: ceph osd tree down",
            "OSD_NEARFULL", "ceph osd df   # add OSDs, or remove what is not needed",
            "OSD_FULL", "ceph osd df   # add OSDs, or remove what is not needed",
            "POOL_NEAR_FULL", POOL_ROOM,
            "POOL_FULL", POOL_ROOM);

    private final String cluster;
    private final String user;
    private final ClusterNeeds needs;
    private final List<Finding> findings = new ArrayList<>();

    private ClusterJudgement(String cluster, String user, ClusterNeeds needs) {
        this.cluster = cluster;
        this.user = user;
        this.needs = needs;
    }

    static List<Finding> of(String cluster, String user, ClusterNeeds needs, ClusterState seen) {
        var judgement = new ClusterJudgement(cluster, user, needs);
        judgement.findings.add(Finding.ok(REACHABLE, cluster, "answers client." + user));
        judgement.capabilities(seen);
        judgement.health(seen.health());
        judgement.space(seen.space());
        return located(cluster, judgement.findings);
    }

    /** Of a cluster that did not let us in, or did not answer. */
    static List<Finding> of(String cluster, String user, RbdException refusal) {
        return located(cluster, List.of(refused(cluster, user, refusal)));
    }

    private static List<Finding> located(String cluster, List<Finding> findings) {
        return findings.stream().map(finding -> finding.onCluster(cluster)).toList();
    }

    private static Finding refused(String cluster, String user, RbdException refusal) {
        String said = String.valueOf(refusal.getMessage());
        return switch (refusal.errno()) {
            case EPERM, EACCES ->
                Finding.failed(
                        REACHABLE,
                        cluster,
                        "CLUSTER_REFUSES",
                        said + "; the key may have been revoked, or its user has no capabilities",
                        "ceph auth get client." + user + "   # compare it with the keyring of the service");
            case ENOENT ->
                Finding.failed(
                        REACHABLE,
                        cluster,
                        "CLUSTER_REFUSES",
                        said + "; a file is missing, or the cluster has no user client." + user,
                        "ceph auth get client." + user + "   # store it as the keyring of the service");
            default -> Finding.failed(REACHABLE, cluster, "CLUSTER_UNREACHABLE", said, ClusterCheckup.WHERE_TO_LOOK);
        };
    }

    private void capabilities(ClusterState seen) {
        String mend = Capabilities.line(user, needs, seen);
        int before = findings.size();
        if (needs.blocklist() && !seen.mayBlocklist()) {
            lacks("mon 'profile rbd'", "shut out a client that died while it wrote", cluster, mend);
        }
        new TreeMap<>(needs.pools()).forEach((pool, right) -> {
            PoolState state = seen.pools().get(pool);
            if (state == null) {
                absent(pool);
            } else {
                capabilities(pool, right, state, mend);
                application(pool, state);
            }
        });
        if (findings.size() == before) {
            findings.add(Finding.ok(
                    CAPABILITY,
                    cluster,
                    needs.pools().isEmpty()
                            ? "none is needed yet: no policy names a pool of this cluster"
                            : "client." + user + " has all it needs in "
                                    + needs.pools().keySet().stream()
                                            .map(RbdNames::printable)
                                            .sorted()
                                            .toList()));
        }
    }

    private void capabilities(String pool, PoolRight right, PoolState state, @Nullable String mend) {
        List<PoolRight> lacking = Stream.of(PoolRight.READ, right)
                .distinct()
                .filter(needed -> right != PoolRight.WRITE || needed == PoolRight.WRITE)
                .filter(needed -> state.rights().stream().noneMatch(held -> held.includes(needed)))
                .toList();
        if (!lacking.isEmpty()) {
            String name = RbdNames.printable(pool);
            lacks(
                    lacking.stream()
                            .flatMap(needed -> needed.capabilities(name).stream())
                            .collect(Collectors.joining(", ", "osd '", "'")),
                    lacking.stream().map(PoolRight::purpose).collect(Collectors.joining(" and ")) + " in pool " + name,
                    cluster + "/" + name,
                    mend);
        }
    }

    private void lacks(String capability, String purpose, String object, @Nullable String mend) {
        findings.add(Finding.failed(
                CAPABILITY,
                object,
                "CAPABILITY_MISSING",
                "client." + user + " on cluster " + cluster + " lacks " + capability + ", which it needs to " + purpose,
                mend));
    }

    private void absent(String pool) {
        findings.add(Finding.failed(
                POOL,
                cluster + "/" + RbdNames.printable(pool),
                "POOL_MISSING",
                "a policy names pool " + RbdNames.printable(pool) + ", which cluster " + cluster + " does not have",
                Capabilities.isHarmless(pool) ? "ceph osd pool create " + pool + " && rbd pool init " + pool : null));
    }

    private void application(String pool, PoolState state) {
        if (!state.holdsImages()) {
            findings.add(Finding.warning(
                    POOL,
                    cluster + "/" + RbdNames.printable(pool),
                    "POOL_NOT_TAGGED",
                    "the pool is not tagged for images, so the cluster complains of it and profiles may not apply",
                    Capabilities.isHarmless(pool) ? "ceph osd pool application enable " + pool + " rbd" : null));
        }
    }

    private void health(List<HealthCheck> checks) {
        for (HealthCheck check : checks) {
            String text = "cluster " + cluster + " says: " + RbdNames.printable(check.summary());
            String mend = MENDS.getOrDefault(check.code(), "ceph health detail");
            boolean fails = (check.error() && !BESIDE_IO.contains(check.code())) || STOPS_IO.contains(check.code());
            findings.add(
                    fails
                            ? Finding.failed(HEALTH, cluster, check.code(), text, mend)
                            : Finding.warning(HEALTH, cluster, check.code(), text, mend));
        }
        if (checks.isEmpty()) {
            findings.add(Finding.ok(HEALTH, cluster, "HEALTH_OK"));
        }
    }

    private void space(ClusterSpace space) {
        if (space.total() == 0) {
            return;
        }
        double used = (double) space.used() / space.total();
        String text = String.format(Locale.ROOT, "%.0f %% of %d GiB are used", used * 100, space.total() >> 30);
        findings.add(
                used < NEAR_FULL
                        ? Finding.ok(SPACE, cluster, text)
                        : Finding.warning(
                                SPACE,
                                cluster,
                                "NEAR_FULL",
                                text + ": a full cluster takes no copies and no restores",
                                "ceph osd df   # add OSDs, or remove what is not needed"));
    }
}
