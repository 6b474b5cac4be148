package io.spirula.transfer.adoption;

import io.spirula.contracts.event.Reason;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.WorkWaker;
import io.spirula.mover.replica.ReplicaDescription;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.cluster.UnknownClusterException;
import io.spirula.transfer.cluster.WrongClusterException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks at one replica and takes up what it holds. Part of the work of its route: nothing else changes the records of a
 * lineage on a target, or its replicas, meanwhile. Writes nothing to the target.
 */
@Component
public class ReplicaAdoption {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaAdoption.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final AdoptionStore adoptions;
    private final Takeover takeover;
    private final Clusters clusters;
    private final WorkWaker waker;
    private final Clock clock;

    ReplicaAdoption(AdoptionStore adoptions, Takeover takeover, Clusters clusters, WorkWaker waker, Clock clock) {
        this.adoptions = adoptions;
        this.takeover = takeover;
        this.clusters = clusters;
        this.waker = waker;
        this.clock = clock;
    }

    /**
     * What a replica says of itself, as found.
     *
     * @param name what it is called now
     * @param said its words
     * @param snapshots what it has
     */
    record Seen(String name, ReplicaDescription said, List<Snapshot> snapshots) {}

    /** Decides one replica, or puts that off. */
    public void adopt(WorkTurn turn, PendingReplica replica) {
        try {
            Optional<Seen> seen = clusters.look(replica.ref().cluster(), cluster -> look(cluster, replica));
            turn.runInTransaction(() -> {
                takeover.record(replica, seen);
                waker.wake(AdoptionWorker.QUEUE, replica.adoption().toString());
            });
        } catch (LostLeaseException e) {
            throw e;
        } catch (RbdException | ClusterUnavailableException | UnknownClusterException | WrongClusterException e) {
            LOG.warn("adoption={} image={} waits: {}", replica.adoption(), replica.image(), e.getMessage());
            turn.runInTransaction(
                    () -> adoptions.postpone(replica, clock.instant().plus(AGAIN)));
        } catch (RuntimeException e) {
            // one replica with which nothing can be done must not hold up the moves of its lineage
            LOG.error("adoption={} image={} failed for an unknown reason", replica.adoption(), replica.image(), e);
            turn.runInTransaction(() -> takeover.refuse(
                    replica,
                    new Reason(
                            "INTERNAL",
                            "image " + replica.ref()
                                    + " could not be taken up: see the log of transfer-service, and adopt again")));
        }
    }

    private static Optional<Seen> look(CephCluster cluster, PendingReplica replica) {
        if (!cluster.fsid().equals(replica.image().fsid())) {
            throw new WrongClusterException(cluster.name(), replica.image().fsid(), cluster.fsid());
        }
        try (RbdPool pool =
                        cluster.openPool(replica.image().pool(), replica.image().namespace());
                RbdImage image =
                        pool.openReadOnly(ImageLocator.byId(replica.image().image()))) {
            return Optional.of(new Seen(
                    image.name(),
                    ReplicaMetadata.read(image.metadata()),
                    image.snapshots().list()));
        } catch (RbdNotFoundException e) {
            return Optional.empty();
        }
    }
}
