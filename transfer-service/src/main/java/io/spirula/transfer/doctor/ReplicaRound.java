package io.spirula.transfer.doctor;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.messaging.examination.AlikeFindings;
import io.spirula.messaging.examination.ImageLine;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPermissionException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Opens the replicas on one cluster by their ids, as many as there is time for: first those that were not well, then on from where
 * the last round ended. Safe for use by many threads.
 */
final class ReplicaRound {

    static final String CHECK = "features";

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaRound.class);
    private static final Duration TIME = Duration.ofSeconds(5);

    private final String cluster;
    private final Clusters clusters;
    private final ReplicaStore replicas;
    private volatile Set<UUID> unwell = Set.of();
    private volatile UUID last = new UUID(0, 0);

    ReplicaRound(String cluster, Clusters clusters, ReplicaStore replicas) {
        this.cluster = cluster;
        this.clusters = clusters;
        this.replicas = replicas;
    }

    String object() {
        return "replicas on " + cluster;
    }

    /** Nothing of a cluster or database that is away: their own findings say so. */
    List<Finding> findings() {
        var seen = new Seen();
        try {
            List<Replica> all = inOrder(replicas.current(cluster));
            return all.isEmpty() ? List.of() : clusters.look(cluster, connection -> findings(connection, all, seen));
        } catch (ClusterUnavailableException | RbdException | DataAccessException e) {
            LOG.debug("{} are not looked at any further", object(), e);
            return AlikeFindings.named(seen.found, object());
        }
    }

    /** What is known by now, also if the next replica does not answer. */
    private static final class Seen {

        private final List<Finding> found = new ArrayList<>();
        private int replicas;
    }

    private List<Replica> inOrder(List<Replica> all) {
        Set<UUID> first = unwell;
        String from = last.toString();
        return Stream.of(
                        all.stream().filter(replica -> first.contains(replica.id())),
                        others(all, first)
                                .filter(replica -> replica.id().toString().compareTo(from) > 0),
                        others(all, first)
                                .filter(replica -> replica.id().toString().compareTo(from) <= 0))
                .flatMap(part -> part)
                .toList();
    }

    private static Stream<Replica> others(List<Replica> all, Set<UUID> first) {
        return all.stream().filter(replica -> !first.contains(replica.id()));
    }

    private List<Finding> findings(CephCluster connection, List<Replica> all, Seen seen) {
        long end = System.nanoTime() + TIME.toNanos();
        for (Replica replica : all) {
            if (System.nanoTime() > end) {
                break;
            }
            // before it is opened: one that does not answer must not keep the others from being seen for ever
            last = replica.id();
            List<Finding> trouble = trouble(connection, replica);
            remember(replica.id(), !trouble.isEmpty());
            seen.found.addAll(trouble);
            seen.replicas++;
        }
        return told(seen, all.size());
    }

    private synchronized void remember(UUID replica, boolean isUnwell) {
        Set<UUID> now = new HashSet<>(unwell);
        boolean news = isUnwell ? now.add(replica) : now.remove(replica);
        if (news) {
            unwell = Set.copyOf(now);
        }
    }

    private List<Finding> told(Seen seen, int all) {
        List<Finding> told = new ArrayList<>(AlikeFindings.named(seen.found, object()));
        if (seen.replicas < all) {
            told.add(Finding.warning(
                    CHECK,
                    object(),
                    "REPLICAS_NOT_SEEN",
                    "there was time to look at " + seen.replicas + " of " + all + " replicas on " + cluster
                            + "; the others have their turn next time",
                    "spirula doctor   # again"));
        } else if (seen.found.isEmpty()) {
            told.add(Finding.ok(CHECK, object(), all + " replicas have the features that they need"));
        }
        return told;
    }

    /** Of one that is gone, or on another cluster of that name, the next copy tells. */
    private List<Finding> trouble(CephCluster connection, Replica replica) {
        String id = replica.image();
        if (!connection.fsid().equals(replica.fsid()) || id == null) {
            return List.of();
        }
        try (RbdPool pool = connection.openPool(replica.poolId(), replica.namespace())) {
            return trouble(pool, id, replica.name());
        } catch (RbdNotFoundException e) {
            return List.of();
        }
    }

    private List<Finding> trouble(RbdPool pool, String id, String recordedName) {
        try (RbdImage image = pool.openReadOnly(ImageLocator.byId(id))) {
            return image.info().features().contains(ImageFeature.EXCLUSIVE_LOCK)
                    ? List.of()
                    : List.of(lacksLock(named(pool, image.name())));
        } catch (RbdException e) {
            if (e instanceof RbdNotFoundException
                    || e.isTransient()
                    || e.endsConnection()
                    || e instanceof RbdPermissionException) {
                throw e;
            }
            return List.of(unreadable(named(pool, recordedName), e));
        }
    }

    private ImageRef named(RbdPool pool, String name) {
        return new ImageRef(cluster, pool.poolName(), pool.namespace(), name);
    }

    private Finding unreadable(ImageRef replica, RbdException why) {
        return Finding.failed(
                        CHECK,
                        RbdNames.printable(replica.text()),
                        "REPLICA_UNREADABLE",
                        "replica " + RbdNames.printable(replica.text())
                                + " cannot be opened, so nothing is copied to it or restored from it: "
                                + why.getMessage(),
                        ImageLine.of("rbd info %s   # it says what to mend", replica))
                .onCluster(cluster);
    }

    private static Finding lacksLock(ImageRef replica) {
        return Finding.failed(
                        CHECK,
                        RbdNames.printable(replica.text()),
                        "REPLICA_WITHOUT_LOCK",
                        "replica " + RbdNames.printable(replica.text())
                                + " lacks exclusive-lock, which keeps a second writer away: nothing is copied to it",
                        ImageLine.of("rbd feature enable %s exclusive-lock", replica))
                .onCluster(replica.cluster());
    }
}
