package io.spirula.mover.replica;

import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.Traffic;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes sure that a replica's HEAD is its base before an increment is applied to it. Thread-safe. */
public final class ReplicaHead {

    private static final int MOST_LOOKS = 3;

    private final ImageComparer comparer;

    public ReplicaHead(ImageComparer comparer) {
        this.comparer = comparer;
    }

    /**
     * Compares HEAD with a snapshot wherever librbd says it may have changed, and rolls it back if it has.
     *
     * @param replica at HEAD, its exclusive lock held
     * @param snapshotId the base's snapshot on the replica
     * @throws MoveFailedException if HEAD differs even after that, its header changes again and again meanwhile, or
     *     Ceph refuses something
     */
    public HeadReport settle(RbdImage replica, long snapshotId, MoveContext context) {
        ReplicaLock.requireHeld(replica);
        try (RbdImage base =
                replica.pool().openSnapshot(ImageLocator.byId(replica.id().image()), snapshotId)) {
            Comparison found = compare(replica, base, snapshotId, context);
            if (found instanceof Comparison.Equal) {
                return new HeadReport(false, "");
            }
            replica.snapshots().rollback(snapshotId, ProgressListener.SILENT);
            Comparison left = compare(replica, base, snapshotId, context);
            if (!(left instanceof Comparison.Equal)) {
                throw MoveFailedException.refused(
                        MoveFailedException.TARGET_HEAD_DIFFERS,
                        "image " + replica.id() + " differs from its snapshot " + snapshotId
                                + " even after it was rolled back: " + left.evidence());
            }
            return new HeadReport(true, found.evidence());
        } catch (RbdException e) {
            throw MoveFailedException.ceph(e);
        }
    }

    /**
     * Compares HEAD with what is moved into it wherever HEAD may have left its base though the move changes nothing there:
     * equal if nothing but that move wrote to it. What the move does change is not looked at; its read-back proves that.
     *
     * @param source set to the end snapshot
     * @param replica at HEAD, its exclusive lock held, no write of anybody else in flight
     * @param base what the move starts from; null for a full
     * @throws MoveFailedException if that could not be done
     */
    public Comparison beyondMove(RbdImage source, RbdImage replica, @Nullable Base base, MoveContext context) {
        ReplicaLock.requireHeld(replica);
        return comparer.compareBeyond(
                source,
                replica,
                new DiffStage.Side(replica, base == null ? null : base.targetSnapshotId()),
                new DiffStage.Side(source, base == null ? null : base.sourceSnapshotId()),
                context);
    }

    /**
     * What is looked at already may be cut off meanwhile: librbd makes an image smaller for whoever asks, and as large as
     * before, though this client has the lock. Its header tells.
     */
    private Comparison compare(RbdImage head, RbdImage base, long snapshotId, MoveContext context) {
        for (int look = 0; look < MOST_LOOKS; look++) {
            long before = head.header().version();
            Comparison found = look(head, base, snapshotId, context);
            if (!(found instanceof Comparison.Equal) || head.header().version() == before) {
                return found;
            }
        }
        throw MoveFailedException.retryable(
                MoveFailedException.TARGET_HEADER_CHANGES,
                "somebody changes the header of image " + head.id() + " all the time: find who resizes it, takes"
                        + " snapshots of it, clones one or sets metadata");
    }

    private Comparison look(RbdImage head, RbdImage base, long snapshotId, MoveContext context) {
        return comparer.compare(head, base, List.of(new DiffStage.Side(head, snapshotId)), Traffic.AT_TARGET, context);
    }
}
