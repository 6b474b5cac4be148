package io.spirula.mover.replica;

import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes sure that a replica's HEAD is its base before an increment is applied to it. Thread-safe. */
public final class ReplicaHead {

    private final ImageComparer comparer;

    public ReplicaHead(ImageComparer comparer) {
        this.comparer = comparer;
    }

    /**
     * Compares HEAD with a snapshot wherever librbd says it may have changed, and rolls it back if it has, or if it has data
     * that does not show.
     *
     * @param replica at HEAD, its exclusive lock held
     * @param snapshotId the base's snapshot on the replica
     * @throws MoveFailedException if HEAD differs even after that, or Ceph refuses something
     */
    public HeadReport settle(RbdImage replica, long snapshotId, MoveContext context) {
        ReplicaLock.requireHeld(replica);
        try (RbdImage base =
                replica.pool().openSnapshot(ImageLocator.byId(replica.id().image()), snapshotId)) {
            long header = replica.header().version();
            Look first = look(replica, base, snapshotId, context);
            if (first.isBase()) {
                return new HeadReport(false, "", header);
            }
            replica.snapshots().rollback(snapshotId, ProgressListener.SILENT);
            header = replica.header().version();
            Look left = look(replica, base, snapshotId, context);
            if (!left.hidden().isEmpty()) {
                left.hidden().clear();
                header = replica.header().version();
                left = look(replica, base, snapshotId, context);
            }
            if (!left.isBase()) {
                throw MoveFailedException.refused(
                        MoveFailedException.TARGET_HEAD_DIFFERS,
                        "image " + replica.id() + " differs from its snapshot " + snapshotId
                                + " even after it was rolled back: " + left.evidence());
            }
            return new HeadReport(true, first.evidence(), header);
        } catch (RbdException e) {
            throw MoveFailedException.ceph(e);
        }
    }

    /**
     * Compares HEAD with what is moved into it wherever HEAD may have left its base though the move changes nothing there:
     * equal if nothing but that move wrote to it, and it has no data that does not show. What the move does change is not looked
     * at; its read-back proves that. Whoever goes on with it notes the header's version before.
     *
     * @param source set to the end snapshot
     * @param replica at HEAD, its exclusive lock held, no write of anybody else in flight
     * @param base what the move starts from; null for a full
     * @throws MoveFailedException if that could not be done
     */
    public Comparison beyondMove(RbdImage source, RbdImage replica, @Nullable Base base, MoveContext context) {
        ReplicaLock.requireHeld(replica);
        HiddenObjects hidden = new HiddenObjects(replica);
        Comparison found = comparer.compareBeyond(
                source,
                replica,
                new DiffStage.Side(replica, base == null ? null : base.targetSnapshotId()),
                new DiffStage.Side(source, base == null ? null : base.sourceSnapshotId()),
                hidden,
                context);
        return found instanceof Comparison.Equal && !hidden.isEmpty()
                ? new Comparison.Hidden(hidden.evidence())
                : found;
    }

    /**
     * What HEAD was found to be.
     *
     * @param lacking what else speaks against its being the base
     */
    private record Look(Comparison content, HiddenObjects hidden, Optional<String> lacking) {

        boolean isBase() {
            return content instanceof Comparison.Equal && hidden.isEmpty() && lacking.isEmpty();
        }

        String evidence() {
            if (!(content instanceof Comparison.Equal)) {
                return content.evidence();
            }
            return hidden.isEmpty() ? lacking.orElse("") : hidden.evidence();
        }
    }

    private Look look(RbdImage head, RbdImage base, long snapshotId, MoveContext context) {
        HiddenObjects hidden = new HiddenObjects(head);
        DiffStage.Side changed = new DiffStage.Side(head, snapshotId);
        Comparison content = comparer.compareChanged(head, base, changed, hidden, context);
        return new Look(content, hidden, content instanceof Comparison.Equal ? hidden.lacking(base) : Optional.empty());
    }
}
