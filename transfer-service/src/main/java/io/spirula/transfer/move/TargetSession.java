package io.spirula.transfer.move;

import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.replica.LockSeal;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.RbdReadOnlyException;
import io.spirula.transfer.cluster.SecondLook;
import io.spirula.transfer.cluster.WrongClusterException;
import io.spirula.transfer.replica.HeadSeal;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaStore;
import io.spirula.transfer.replica.SealStore;
import io.spirula.transfer.replica.Writer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client instance that one attempt writes to a target with, and the way it becomes the only writer of a replica.
 *
 * <p>The order is what keeps a replica to one writer: whoever wrote before and did not end cleanly is shut out of the
 * cluster, and the new OSD map awaited; then this instance is recorded as the writer, in a transaction that only the
 * newest attempt can commit; only then the lock is taken and anything written. Former writers stay on record until the
 * lock is held, so that whoever of them has it is known, however many died in between. Used by one thread.
 */
final class TargetSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TargetSession.class);

    private final WorkTurn turn;
    private final CephCluster cluster;
    private final ReplicaStore replicas;
    private final SealStore seals;
    private final Duration fence;
    private final FailPoint failPoint;
    private final MoveMeters meters;
    private final Clock clock;
    private final Set<String> shutOut = new HashSet<>();
    /** Replicas that have this instance on record as their writer. */
    private final Set<UUID> written = new HashSet<>();

    TargetSession(WorkTurn turn, CephCluster cluster, MoveTools tools) {
        this.turn = turn;
        this.cluster = cluster;
        this.replicas = tools.replicas();
        this.seals = tools.seals();
        this.fence = tools.properties().fence();
        this.failPoint = tools.failPoint();
        this.meters = tools.meters();
        this.clock = tools.clock();
    }

    CephCluster cluster() {
        return cluster;
    }

    /** This instance, as the writer that a replica's record names. */
    Writer writer() {
        return new Writer(cluster.clientAddress(), turn.attempt(), null);
    }

    /**
     * Opens a replica for writing: its former writer can write no more, this one is recorded. Its lock is taken too,
     * unless somebody unknown has it: see {@link OpenReplica#strangerWithLock()}.
     *
     * @return empty when the target has no such image any more
     * @throws WrongClusterException when it is on another cluster
     */
    Optional<OpenReplica> open(Replica replica) {
        String id = replica.image();
        if (id == null) {
            throw new IllegalArgumentException("replica " + replica.id() + " has no image");
        }
        requireCluster(replica);
        becomeWriter(replica);
        return SecondLook.find(() -> find(replica, id)).map(image -> locked(replica, image));
    }

    /** Ids of pools and images mean nothing on another cluster that has the name by now. */
    void requireCluster(Replica replica) {
        String found = cluster.fsid();
        if (!found.equals(replica.fsid())) {
            throw new WrongClusterException(cluster.name(), replica.fsid(), found);
        }
    }

    private Optional<RbdImage> find(Replica replica, String id) {
        RbdPool pool = null;
        try {
            pool = cluster.openPool(replica.poolId(), replica.namespace());
            return Optional.of(pool.open(ImageLocator.byId(id)));
        } catch (RbdNotFoundException e) {
            close(pool);
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            close(pool);
            throw e;
        }
    }

    private OpenReplica locked(Replica replica, RbdImage image) {
        try {
            return lock(image, replica);
        } catch (RuntimeException | Error e) {
            image.close();
            close(image.pool());
            throw e;
        }
    }

    /** Shuts out whoever wrote before and records this instance. */
    void becomeWriter(Replica replica) {
        shutOut(replica);
        written.add(replica.id());
        turn.runInTransaction(() -> replicas.writtenBy(replica.id(), writer()));
        failPoint.reached(FailPoint.Moment.WRITER_RECORDED);
    }

    /** Everything that was written has arrived, or nothing was written: the next writer need not fence this one. */
    void endCleanly(OpenReplica open) {
        Optional<HeadSeal> seal = open.release(e -> unsealed(open.replica(), e));
        Replica replica = open.replica();
        turn.runInTransaction(() -> {
            seal.ifPresentOrElse(head -> seals.seal(replica, head), () -> seals.remove(replica));
            replicas.endedCleanly(replica.id(), writer());
        });
        written.remove(replica.id());
    }

    /** The same for a replica that was not opened. */
    void endCleanly(Replica replica) {
        turn.runInTransaction(() -> replicas.endedCleanly(replica.id(), writer()));
        written.remove(replica.id());
    }

    /** Whether nobody has to shut this instance out of anything: then it may write for somebody else. */
    boolean endedCleanly() {
        return written.isEmpty();
    }

    private void shutOut(Replica replica) {
        List<Writer> former = formerWriters(replica);
        List<Writer> unfenced = former.stream()
                .filter(writer -> !shutOut.contains(writer.address()))
                .filter(this::isToBeFenced)
                .toList();
        unfenced.forEach(writer -> cluster.blocklist(writer.address(), fence));
        if (!former.isEmpty()) {
            cluster.awaitLatestOsdMap();
        }
        Instant until = clock.instant().plus(fence);
        turn.runInTransaction(() -> unfenced.forEach(writer -> replicas.fenced(replica.id(), writer.address(), until)));
        former.forEach(writer -> shutOut.add(writer.address()));
        for (Writer writer : unfenced) {
            meters.fenced(cluster.name());
            LOG.info(
                    "replica={} former writer {} of attempt {} is fenced",
                    replica.id(),
                    writer.address(),
                    writer.attempt());
        }
    }

    /** Half of the fence must be left: attempts that fail for hours must not shut out all before them each time. */
    private boolean isToBeFenced(Writer writer) {
        Instant until = writer.fencedUntil();
        return until == null || until.isBefore(clock.instant().plus(fence.dividedBy(2)));
    }

    /** All that did not end cleanly since somebody last held the lock: any of them may hold it still. */
    private List<Writer> formerWriters(Replica replica) {
        return replicas.writers(replica.id()).stream()
                .filter(writer -> !writer.address().equals(cluster.clientAddress()))
                .toList();
    }

    private OpenReplica lock(RbdImage image, Replica replica) {
        for (String owner : image.lock().owners()) {
            if (!shutOut.contains(owner)) {
                if (!isOfOurs(image, owner)) {
                    return inUse(image, replica, owner);
                }
                shutOutForgotten(replica, owner);
            }
            breakLock(image, replica, owner);
        }
        Optional<HeadSeal> seal = seals.find(replica);
        OptionalLong header;
        try {
            header = LockSeal.acquire(
                    image,
                    seal.map(head -> OptionalLong.of(head.version())).orElse(OptionalLong.empty()),
                    e -> unsealed(replica, e));
        } catch (RbdReadOnlyException e) {
            List<String> owners = image.lock().owners();
            if (owners.isEmpty()) {
                throw e;
            }
            return inUse(image, replica, owners.get(0));
        }
        turn.runInTransaction(() -> replicas.writtenOnlyBy(replica.id(), writer()));
        KnownHead head = seal.filter(any -> header.isPresent())
                .map(known -> KnownHead.sealed(known, header.getAsLong()))
                .orElseGet(KnownHead::unknown);
        return new OpenReplica(replica, image.pool(), image, head, null);
    }

    private static void unsealed(Replica replica, RbdException e) {
        LOG.info("replica={} code={} has no seal and will be looked at: {}", replica.id(), e.code(), e.getMessage());
    }

    private static OpenReplica inUse(RbdImage image, Replica replica, String owner) {
        return new OpenReplica(replica, image.pool(), image, KnownHead.unknown(), owner);
    }

    /** The records may be older than the replica, which names the client that wrote to it last. */
    private static boolean isOfOurs(RbdImage image, String owner) {
        return ReplicaMetadata.writer(image.metadata()).filter(owner::equals).isPresent();
    }

    /**
     * Only the newest attempt may: one that the records were set back under may meet the lock of its successor.
     *
     * @throws LostLeaseException when this is not the newest attempt any more
     */
    private void shutOutForgotten(Replica replica, String owner) {
        turn.requireNewest();
        LOG.warn("replica={} writer {}, which the records had forgotten, is fenced", replica.id(), owner);
        cluster.blocklist(owner, fence);
        cluster.awaitLatestOsdMap();
        shutOut.add(owner);
        meters.fenced(cluster.name());
    }

    /**
     * Breaking a lock leaves an hour of the owner's fence. Whoever dies before it is prolonged has that on record, and the
     * next attempt fences the owner anew. (librbd 16.2 cannot be told to fence for longer: it refuses to break a lock, with
     * EINVAL, once rbd_blocklist_expire_seconds is set.)
     */
    private void breakLock(RbdImage image, Replica replica, String owner) {
        turn.runInTransaction(() -> replicas.fenced(replica.id(), owner, null));
        try {
            image.lock().breakLock(owner);
        } catch (RbdNotFoundException e) {
            LOG.info("image={} owner {} let go of the lock before it was broken", image.id(), owner);
        }
        cluster.blocklist(owner, fence);
        Instant until = clock.instant().plus(fence);
        turn.runInTransaction(() -> replicas.fenced(replica.id(), owner, until));
    }

    private static void close(@Nullable RbdPool pool) {
        if (pool != null) {
            pool.close();
        }
    }

    /** Gives the connection up. What was not ended cleanly stays recorded, and the next writer fences it. */
    @Override
    public void close() {
        cluster.close();
    }
}
