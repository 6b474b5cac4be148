package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.mover.MoveContext;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.compare.SharedBytes;
import io.spirula.mover.digest.DigestSum;
import io.spirula.mover.move.SourceSnapshots;
import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.transfer.audit.AuditPlan;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.cluster.WrongClusterException;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A complete copy and what it was made from, both open at their snapshots through client instances of their own. No data is
 * written, and no lock is taken. A snapshot that is removed meanwhile reads as zeroes: what was found counts only if both
 * are {@link #requirePresent there} afterwards. Used by one thread.
 */
final class AuditSides implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final TrackedCopy copy;
    private final RbdImage source;
    private final RbdPool pool;
    private final RbdImage replica;

    /**
     * @throws MoveConflictException when one of the snapshots is gone
     * @throws WrongClusterException when a cluster is another one than it was
     */
    AuditSides(Clusters clusters, TrackedCopy copy) {
        this.copy = copy;
        Copy told = copy.told();
        ReplicaPoint place = place(told);
        try {
            CephCluster from = opened(clusters.connect(
                    told.ref().cluster(),
                    cluster ->
                            cluster.openPool(told.source().pool(), told.source().namespace())));
            source = opened(SourceSide.open(from, told)).image();
            CephCluster to = opened(clusters.connect(
                    told.target().cluster(),
                    cluster ->
                            cluster.openPool(place.image().pool(), place.image().namespace())));
            if (!to.fsid().equals(place.image().fsid())) {
                throw new WrongClusterException(to.name(), place.image().fsid(), to.fsid());
            }
            pool = opened(to.openPool(place.image().pool(), place.image().namespace()));
            replica = opened(openAt(place.snapshotId()));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private static ReplicaPoint place(Copy copy) {
        return Objects.requireNonNull(copy.replica(), "replica of a complete copy");
    }

    private RbdImage openAt(long snapshotId) {
        try {
            return pool.openSnapshot(locator(), snapshotId);
        } catch (RbdNotFoundException e) {
            throw gone();
        }
    }

    private ImageLocator locator() {
        return ImageLocator.byId(place(copy.told()).image().image());
    }

    private MoveConflictException gone() {
        return MoveConflictException.passing(
                "REPLICA_SNAPSHOT_GONE",
                "replica " + place(copy.told()).ref() + " has no snapshot "
                        + copy.told().snapshot() + " any more: the next run tells whether the copy is lost");
    }

    /** @param held is given what the source holds there */
    Comparison compare(ImageComparer comparer, AuditPlan.Slice slice, DigestSum held, MoveContext context) {
        return comparer.comparePart(source, replica, slice.from(), slice.to(), held, context);
    }

    /**
     * Asks both clusters, not these handles.
     *
     * @throws RuntimeException when one of the snapshots is gone: what was read is worth nothing
     */
    void requirePresent() {
        SourceSnapshots.requirePresent(source, copy.told().sourceSnapshotId(), null);
        try (RbdImage fresh = pool.openReadOnly(locator())) {
            if (fresh.snapshots().find(place(copy.told()).snapshotId()).isEmpty()) {
                throw gone();
            }
        }
    }

    /** Whether another point of the replica has any of these bytes in common with this one, as far as they are stored once. */
    boolean sharesWith(TrackedCopy other, List<Range> places) {
        long here = place(copy.told()).snapshotId();
        long there = place(other.told()).snapshotId();
        if (there < here) {
            return snapshot(there)
                    .map(older -> SharedBytes.any(replica, older, places))
                    .orElse(false);
        }
        Optional<Snapshot> older = snapshot(here);
        if (older.isEmpty() || snapshot(there).isEmpty()) {
            return false;
        }
        try (RbdImage newer = openAt(there)) {
            return SharedBytes.any(newer, older.get(), places);
        }
    }

    private Optional<Snapshot> snapshot(long id) {
        return replica.snapshots().find(id);
    }

    /** Opened for writing its metadata; its data is not touched. */
    RbdImage openHead() {
        return pool.open(locator());
    }

    @Override
    public void close() {
        @Nullable RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (RuntimeException e) {
                failure = e;
            } catch (Exception e) {
                failure = new IllegalStateException(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
