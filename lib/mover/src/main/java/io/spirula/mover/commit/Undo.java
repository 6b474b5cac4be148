package io.spirula.mover.commit;

import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.replica.ReplicaHead;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a commit back. Thread-safe. */
record Undo(ReplicaHead head) {

    /** Removes a snapshot that was found wrong, and goes back to the base. */
    CommitResult of(RbdImage target, long snapshotId, @Nullable Base base, Mismatch mismatch, MoveContext context) {
        context.undoing();
        Optional<Snapshot> snapshot = target.snapshots().find(snapshotId);
        target.snapshots().remove(snapshotId);
        snapshot.ifPresent(removed -> ReplicaMetadata.removePoint(target.metadata(), removed.name()));
        if (base != null) {
            settleAnew(target, base, context);
        }
        return new CommitResult.VerifyFailed(mismatch, base != null);
    }

    /** Through another handle: objects may have been changed past this one, which would not find them all. */
    private void settleAnew(RbdImage target, Base base, MoveContext context) {
        target.lock().release();
        try (RbdImage fresh = target.pool().open(ImageLocator.byId(target.id().image()))) {
            fresh.lock().acquire();
            head.settle(fresh, base.targetSnapshotId(), context);
        }
    }
}
