package io.spirula.mover.commit;

import io.spirula.contracts.event.Assurance;
import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.SourceSnapshots;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.replica.ReplicaLock;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out whether a replica's snapshot is what the source's is; undoes it if not. Thread-safe. */
record Prover(ImageComparer comparer, ReadBack readBack, Undo undo) {

    /**
     * Compares all that may have changed since the base.
     *
     * @param moved what is known to have been; null if that is not known
     */
    CommitResult proveAll(ProofRequest request, @Nullable ChunkHashes moved, MoveContext context) {
        return proven(request, context, replica -> {
            Comparison found = compare(request, replica, context);
            return found instanceof Comparison.Equal equal
                    ? Look.right(equal.bytesCompared())
                    : Look.differing(found, moved);
        });
    }

    /** Reads what was moved on the replica alone, and compares what the two snapshots may differ in beyond that. */
    CommitResult proveBeyond(ProofRequest request, DoneParts moved, ProofJournal journal, MoveContext context) {
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
                    ? new Look(0, Prover.mismatch(bytes), bytes.places(), moved)
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
            tellWhatWasLeftOut(request, end, look, context);
            return undo.of(request.target(), request.replicaSnapshotId(), request.base(), look.mismatch(), context);
        } catch (RbdException e) {
            throw MoveFailedException.ceph(e);
        }
    }

    /** Before anything is undone: if that fails, the next attempt does not see any more what this one has seen. */
    private static void tellWhatWasLeftOut(ProofRequest request, long end, Look look, MoveContext context) {
        Base base = request.base();
        if (base == null || look.places().isEmpty()) {
            return;
        }
        var leftOut = new LeftOut(request.source(), base.sourceSnapshotId());
        Optional<Range> found = look.moved() == null
                ? leftOut.among(look.places(), request.target(), base.targetSnapshotId(), context)
                : leftOut.among(look.places(), look.moved(), context);
        if (found.isPresent()) {
            // a snapshot that went meanwhile has been read as zeroes
            SourceSnapshots.requirePresent(request.source(), end, base);
            context.leftOut(base.sourceSnapshotId(), found.get().offset());
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

    static RbdImage openSnapshot(RbdImage image, long snapshotId) {
        return image.pool().openSnapshot(ImageLocator.byId(image.id().image()), snapshotId);
    }
}
