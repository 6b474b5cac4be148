package io.spirula.restore.work;

import io.spirula.contracts.event.LeaseGranted;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.digest.ImageDigests;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.MoveRequest;
import io.spirula.mover.move.Moved;
import io.spirula.mover.move.Mover;
import io.spirula.mover.move.SourceSnapshots;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.restore.command.Restore;
import io.spirula.restore.command.Restores;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the image of a restore under its temporary name, until it is proven. */
@Component
class ImageMaker {

    private final Restores restores;
    private final Mover mover;
    private final ImageComparer comparer;
    private final ImageDigests digests;

    ImageMaker(Restores restores, MoverLimits limits) {
        this.restores = restores;
        this.mover = new Mover(limits);
        this.comparer = new ImageComparer(limits);
        this.digests = new ImageDigests(limits);
    }

    /** Makes a clone of the copy. */
    void clone(WorkTurn turn, Restore restore, LeaseGranted grant, ReplicaSnapshot replica, RbdPool pool) {
        pool.clone(
                replica.asParent(grant.replica().snapshotId()),
                restore.temporaryName(),
                Shape.ofClone(replica.image().info()));
        MadeImage made = new MadeImage(pool, restore);
        try (RbdImage clone = made.open()) {
            made.mark(clone);
            requireSize(clone, grant);
            turn.runInTransaction(() -> {
                restores.made(restore.id(), clone.id());
                restores.verified(restore.id(), 0, null);
            });
        }
    }

    /**
     * Makes an image of its own, fills it from the copy, and compares both byte by byte, and what was read with what is
     * recorded of the copy.
     */
    void copy(
            WorkTurn turn,
            Restore restore,
            LeaseGranted grant,
            ReplicaSnapshot replica,
            RbdPool pool,
            RestoreContext context) {
        MadeImage made = new MadeImage(pool, restore);
        pool.create(restore.temporaryName(), Shape.ofCopy(replica.image().info()));
        try (RbdImage target = made.open()) {
            made.mark(target);
            turn.runInTransaction(() -> restores.made(restore.id(), target.id()));
            if (target.info().features().contains(ImageFeature.EXCLUSIVE_LOCK)) {
                target.lock().acquire();
            }
            long written;
            PointDigest read;
            try (Moved moved = mover.move(new MoveRequest(replica.image(), target, null), context)) {
                written = moved.counts().written();
                read = Objects.requireNonNull(moved.digest(), "all was moved");
            }
            prove(replica.image(), target, grant, context);
            PointDigest accepted =
                    RecordedDigest.of(grant).accept(read, restore.request().acceptsOtherDigest());
            turn.runInTransaction(() -> restores.verified(restore.id(), written, text(accepted)));
        }
    }

    /**
     * Takes up an image that was made before the records were set back, once it is compared with the copy byte by byte, and,
     * unless it is a clone, with what is recorded of the copy.
     *
     * @throws RestoreRefusedException when it differs, as when its owner has written to it since
     */
    void takeUp(
            WorkTurn turn,
            Restore restore,
            LeaseGranted grant,
            ReplicaSnapshot replica,
            RbdImage named,
            RestoreContext context) {
        Comparison comparison = comparer.compare(replica.image(), named, context);
        if (!(comparison instanceof Comparison.Equal equal)) {
            throw new RestoreRefusedException(
                    "DESTINATION_EXISTS",
                    "image " + restore.destination() + " exists and differs from the copy: " + comparison.evidence()
                            + "; choose another name, or remove it first");
        }
        requireSize(named, grant);
        RecordedDigest recorded = RecordedDigest.of(grant);
        PointDigest accepted = null;
        if (recorded.isKnown() && !restore.request().instant()) {
            // the copy, which it was just found equal to: its owner may use the image by now
            accepted = recorded.accept(
                    digests.of(replica.image(), context), restore.request().acceptsOtherDigest());
        }
        String acceptedDigest = text(accepted);
        SourceSnapshots.requirePresent(replica.image(), grant.replica().snapshotId(), null);
        // what was written is not known any more: what was compared is the most that it can have been
        long written = restore.request().instant() ? 0 : equal.bytesCompared();
        turn.runInTransaction(() -> {
            restores.made(restore.id(), named.id());
            restores.verified(restore.id(), written, acceptedDigest);
        });
    }

    private static @Nullable String text(@Nullable PointDigest digest) {
        return digest == null ? null : digest.toString();
    }

    /** Reads through a handle that wrote nothing. */
    private void prove(RbdImage replica, RbdImage target, LeaseGranted grant, RestoreContext context) {
        try (RbdImage fresh = target.pool().open(ImageLocator.byId(target.id().image()))) {
            Comparison comparison = comparer.compare(replica, fresh, context);
            if (!(comparison instanceof Comparison.Equal)) {
                throw new RestoreRefusedException(
                        "RESTORED_IMAGE_DIFFERS",
                        "what was written for " + grant.snapshot() + " differs from the copy: " + comparison.evidence()
                                + "; check the health of both clusters and ask again");
            }
            requireSize(fresh, grant);
        }
        SourceSnapshots.requirePresent(replica, grant.replica().snapshotId(), null);
    }

    private static void requireSize(RbdImage image, LeaseGranted grant) {
        if (image.size() != grant.size()) {
            throw new RestoreRefusedException(
                    "RESTORED_SIZE_DIFFERS",
                    "image " + image.id() + " has " + image.size() + " bytes, its copy " + grant.size());
        }
    }
}
