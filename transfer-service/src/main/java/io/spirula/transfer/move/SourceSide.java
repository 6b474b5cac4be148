package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.mover.plan.NameClaim;
import io.spirula.mover.plan.SnapshotFact;
import io.spirula.mover.plan.SourceFacts;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.SnapshotKind;
import io.spirula.transfer.cluster.WrongClusterException;
import io.spirula.transfer.copy.SourceSnapshotGone;
import org.jspecify.annotations.Nullable;

/** The source image, open at the snapshot to be copied, with a watch on it. */
record SourceSide(RbdPool pool, RbdImage image) implements AutoCloseable {

    /**
     * @throws MoveConflictException when image or snapshot are gone
     * @throws WrongClusterException when the cluster is another one than it was
     */
    static SourceSide open(CephCluster cluster, Copy copy) {
        if (!cluster.fsid().equals(copy.source().fsid())) {
            throw new WrongClusterException(cluster.name(), copy.source().fsid(), cluster.fsid());
        }
        RbdPool pool = null;
        try {
            pool = cluster.openPool(copy.source().pool(), copy.source().namespace());
            return new SourceSide(
                    pool, pool.openSnapshot(ImageLocator.byId(copy.source().image()), copy.sourceSnapshotId()));
        } catch (RbdNotFoundException e) {
            close(pool);
            var reason = SourceSnapshotGone.reason(copy.ref(), copy.snapshot(), "not found on the source");
            throw MoveConflictException.lasting(reason.code(), reason.text());
        } catch (RuntimeException | Error e) {
            close(pool);
            throw e;
        }
    }

    SourceFacts facts(Copy copy) {
        return new SourceFacts(
                image.id(),
                new NameClaim(copy.lineage(), copy.tenant(), copy.ref(), copy.pointTime()),
                image.snapshots().list().stream()
                        .filter(snapshot -> snapshot.kind() == SnapshotKind.USER)
                        .map(snapshot -> new SnapshotFact(snapshot.id(), snapshot.name(), snapshot.size()))
                        .toList(),
                new SnapshotFact(copy.sourceSnapshotId(), copy.snapshot(), copy.size()));
    }

    private static void close(@Nullable RbdPool pool) {
        if (pool != null) {
            pool.close();
        }
    }

    @Override
    public void close() {
        image.close();
        pool.close();
    }
}
