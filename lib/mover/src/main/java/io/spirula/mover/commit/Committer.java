package io.spirula.mover.commit;

import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.Moved;
import io.spirula.mover.move.SourceSnapshots;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.replica.ReplicaHead;
import io.spirula.mover.replica.ReplicaLock;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes points of what was moved. The order is what makes a half-done step invisible: flush, the point's metadata, the
 * snapshot, the read-back; only then may the caller record the point as complete. Whatever ends this in between leaves a
 * snapshot that nothing records, to be proven or removed by {@link #prove}. Thread-safe.
 */
public final class Committer {

    /** Chunks that are remembered as not to be compared, 64 MiB or more: with more of them, all is compared. */
    private static final int MOST_LEFT_OUT = 1 << 20;

    private final ReadBack readBack;
    private final ImageComparer comparer;
    private final ReplicaHead head;

    private final int mostLeftOut;

    public Committer(MoverLimits limits) {
        this(limits, MOST_LEFT_OUT);
    }

    Committer(MoverLimits limits, int mostLeftOut) {
        this.mostLeftOut = mostLeftOut;
        this.readBack = new ReadBack(limits);
        this.comparer = new ImageComparer(limits);
        this.head = new ReplicaHead(comparer);
    }

    /** The same without a journal. */
    public CommitResult commit(CommitRequest request, Moved moved, MoveContext context) {
        return commit(request, moved, ProofJournal.NONE, context);
    }

    /**
     * Commits what was moved to the target. If anybody changed the target's header since its HEAD was known, say by making
     * the image smaller and as large as before, which librbd does for others though this client has the lock, then what the
     * target differs in beyond the move is compared, too, whatever {@link CommitRequest#verify} says.
     *
     * <p>If the read-back fails, the target's handle has given its lock away and is to be closed.
     *
     * @throws MoveFailedException if it could not be done or not be read back: then plan anew, there may be a snapshot
     */
    public CommitResult commit(CommitRequest request, Moved moved, ProofJournal journal, MoveContext context) {
        try {
            RbdImage target = request.target();
            requireReady(request, context);
            target.flush();
            boolean alone = Objects.equals(moved.header(), target.header().version());
            ReplicaMetadata.writeIdentity(target.metadata(), request.identity());
            ReplicaMetadata.writePoint(target.metadata(), request.point());
            requireReady(request, context);
            long snapshot = target.snapshots().create(request.point().snapshot());
            long header = target.header().version();
            boolean whole = target.size() == request.point().size();
            CommitResult result = alone && whole
                    ? verify(request, snapshot, moved, journal, context)
                    : proveDisturbed(request, snapshot, moved, journal, context);
            return result instanceof CommitResult.Committed committed
                    ? new CommitResult.Committed(
                            committed.replicaSnapshotId(),
                            committed.assurance(),
                            committed.bytesVerified(),
                            whole ? header : null)
                    : result;
        } catch (RbdException e) {
            throw MoveFailedException.ceph(e);
        }
    }

    private static void requireReady(CommitRequest request, MoveContext context) {
        if (!context.stillWanted()) {
            throw MoveFailedException.cancelled();
        }
        ReplicaLock.requireHeld(request.target());
        if (request.target().size() != request.point().size()) {
            throw MoveFailedException.refused(
                    MoveFailedException.TARGET_SIZE_DIFFERS,
                    "image " + request.target().id() + " has "
                            + request.target().size() + " bytes but the point "
                            + request.point().size());
        }
    }

    private CommitResult verify(
            CommitRequest request, long snapshot, Moved moved, ProofJournal journal, MoveContext context) {
        if (request.verify() == VerifyMode.NONE) {
            return new CommitResult.Committed(snapshot, Assurance.APPLIED, 0, null);
        }
        if (moved.hashes().count() == 0) {
            return new CommitResult.Committed(snapshot, Assurance.VERIFIED, 0, null);
        }
        RbdImage target = request.target();
        Optional<Mismatch> mismatch;
        try (RbdImage fresh = openSnapshot(target, snapshot)) {
            mismatch = readBack.check(fresh, moved.hashes(), new ReadBack.Progress(journal, snapshot), context);
        }
        if (mismatch.isEmpty()) {
            return new CommitResult.Committed(
                    snapshot, Assurance.VERIFIED, moved.hashes().bytes(), null);
        }
        return undo(target, snapshot, request.base(), mismatch.get(), context);
    }

    private CommitResult proveDisturbed(
            CommitRequest request, long snapshot, Moved moved, ProofJournal journal, MoveContext context) {
        context.disturbed();
        ProofRequest proof = new ProofRequest(request.source(), request.target(), snapshot, request.base());
        return moved.hashes().count() > mostLeftOut
                ? proveAll(proof, moved.hashes(), context)
                : prove(proof, DoneParts.of(moved.hashes()), journal, context);
    }

    /**
     * Proves that a snapshot which no record counts is equal to the source's, or removes it and goes back to the base.
     *
     * @throws MoveFailedException if neither could be done
     */
    public CommitResult prove(ProofRequest request, MoveContext context) {
        return proveAll(request, null, context);
    }

    /**
     * @param moved what is known to have been; null if that is not known
     */
    private CommitResult proveAll(ProofRequest request, @Nullable ChunkHashes moved, MoveContext context) {
        return proven(request, context, replica -> {
            Comparison found = compare(request, replica, context);
            return found instanceof Comparison.Equal equal
                    ? Look.right(equal.bytesCompared())
                    : Look.differing(found, moved);
        });
    }

    /**
     * The same where the hashes of all that was moved are known: what was moved is read on the replica alone, and what the
     * two snapshots may differ in beyond that is compared. That is also what the source has changed and no chunk has: a move
     * by object maps may have left it out, which the context is told.
     *
     * @param moved everything in which the two snapshots differ from the base
     * @param journal knows how much of it was found right before
     */
    public CommitResult prove(ProofRequest request, DoneParts moved, ProofJournal journal, MoveContext context) {
        return proven(request, context, replica -> {
            Comparison beyond = beyond(request, replica, moved, context);
            if (!(beyond instanceof Comparison.Equal)) {
                return Look.differing(beyond, moved.hashes());
            }
            var progress = new ReadBack.Progress(journal, request.replicaSnapshotId());
            return readBack.check(replica, moved.hashes(), progress, context)
                    .map(Look::wrong)
                    .orElseGet(() -> Look.right(moved.bytes()));
        });
    }

    private Comparison beyond(ProofRequest request, RbdImage replica, DoneParts moved, MoveContext context) {
        Base base = request.base();
        List<DiffStage.Side> sides = List.of(
                new DiffStage.Side(replica, base == null ? null : base.targetSnapshotId()),
                new DiffStage.Side(request.source(), base == null ? null : base.sourceSnapshotId()));
        return comparer.compareLeft(request.source(), replica, sides, moved::left, context);
    }

    /**
     * What was seen at a replica's snapshot.
     *
     * @param bytes that were compared
     * @param mismatch null if all was right
     * @param places that differ though nothing may have been moved there
     * @param moved all that was; null if that is not known
     */
    private record Look(
            long bytes,
            @Nullable Mismatch mismatch,
            List<Range> places,
            @Nullable ChunkHashes moved) {

        static Look right(long bytes) {
            return new Look(bytes, null, List.of(), null);
        }

        static Look wrong(Mismatch mismatch) {
            return new Look(0, mismatch, List.of(), null);
        }

        static Look differing(Comparison found, @Nullable ChunkHashes moved) {
            return found instanceof Comparison.BytesDiffer bytes
                    ? new Look(0, Committer.mismatch(bytes), bytes.places(), moved)
                    : new Look(0, new Mismatch(0, 0, "an image of equal size", found.evidence()), List.of(), null);
        }
    }

    private CommitResult proven(ProofRequest request, MoveContext context, Function<RbdImage, Look> looking) {
        try {
            ReplicaLock.requireHeld(request.target());
            long end = SourceSnapshots.end(request.source());
            Look look;
            try (RbdImage replica = openSnapshot(request.target(), request.replicaSnapshotId())) {
                look = looking.apply(replica);
            } catch (MoveFailedException e) {
                SourceSnapshots.explain(e, request.source(), end, request.base());
                throw e;
            }
            SourceSnapshots.requirePresent(request.source(), end, request.base());
            if (look.mismatch() == null) {
                return new CommitResult.Committed(request.replicaSnapshotId(), Assurance.VERIFIED, look.bytes(), null);
            }
            tellWhatWasLeftOut(request.source(), request.base(), look, context);
            return undo(request.target(), request.replicaSnapshotId(), request.base(), look.mismatch(), context);
        } catch (RbdException e) {
            throw MoveFailedException.ceph(e);
        }
    }

    /** Before anything is undone: if that fails, the next attempt does not see any more what this one has seen. */
    private static void tellWhatWasLeftOut(RbdImage source, @Nullable Base base, Look look, MoveContext context) {
        if (base != null && look.moved() != null) {
            new LeftOut(source, base.sourceSnapshotId())
                    .among(look.places(), look.moved(), context)
                    .ifPresent(place -> context.leftOut(base.sourceSnapshotId(), place.offset()));
        }
    }

    private Comparison compare(ProofRequest request, RbdImage replica, MoveContext context) {
        Base base = request.base();
        return base == null
                ? comparer.compare(request.source(), replica, context)
                : comparer.compareSince(
                        request.source(), base.sourceSnapshotId(), replica, base.targetSnapshotId(), context);
    }

    private static Mismatch mismatch(Comparison.BytesDiffer bytes) {
        return new Mismatch(
                bytes.offset(),
                1,
                String.format("byte %02x", bytes.leftByte()),
                String.format("byte %02x", bytes.rightByte()));
    }

    private CommitResult undo(
            RbdImage target, long snapshotId, @Nullable Base base, Mismatch mismatch, MoveContext context) {
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

    private static RbdImage openSnapshot(RbdImage image, long snapshotId) {
        return image.pool().openSnapshot(ImageLocator.byId(image.id().image()), snapshotId);
    }
}
