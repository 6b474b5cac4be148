package io.spirula.mover.commit;

import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.Moved;
import io.spirula.mover.replica.ReplicaHead;
import io.spirula.mover.replica.ReplicaLock;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes points of what was moved. The order is what makes a half-done step invisible: flush, the point's metadata, the
 * snapshot, the read-back; only then may the caller record the point as complete. Whatever ends this in between leaves a
 * snapshot that nothing records, to be proven or removed by {@link #prove}. Thread-safe.
 */
public final class Committer {

    /** Chunks that are remembered as not to be compared, 64 MiB or more: with more of them, all is compared. */
    private static final int MOST_LEFT_OUT = 1 << 20;

    private final ReadBack readBack;
    private final Undo undo;
    private final Prover prover;
    private final int mostLeftOut;

    public Committer(MoverLimits limits) {
        this(limits, MOST_LEFT_OUT);
    }

    Committer(MoverLimits limits, int mostLeftOut) {
        this.mostLeftOut = mostLeftOut;
        this.readBack = new ReadBack(limits);
        var comparer = new ImageComparer(limits);
        this.undo = new Undo(new ReplicaHead(comparer));
        this.prover = new Prover(comparer, readBack, undo);
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
        try (RbdImage fresh = Prover.openSnapshot(target, snapshot)) {
            mismatch = readBack.check(fresh, moved.hashes(), new ReadBack.Progress(journal, snapshot), context);
        }
        if (mismatch.isEmpty()) {
            return new CommitResult.Committed(
                    snapshot, Assurance.VERIFIED, moved.hashes().bytes(), null);
        }
        return undo.of(target, snapshot, request.base(), mismatch.get(), context);
    }

    private CommitResult proveDisturbed(
            CommitRequest request, long snapshot, Moved moved, ProofJournal journal, MoveContext context) {
        context.disturbed();
        ProofRequest proof = new ProofRequest(request.source(), request.target(), snapshot, request.base());
        return moved.hashes().count() > mostLeftOut
                ? prover.proveAll(proof, moved.hashes(), context)
                : prover.proveBeyond(proof, DoneParts.of(moved.hashes()), journal, context);
    }

    /**
     * Proves that a snapshot which no record counts is equal to the source's, or removes it and goes back to the base.
     *
     * @throws MoveFailedException if neither could be done
     */
    public CommitResult prove(ProofRequest request, MoveContext context) {
        return prover.proveAll(request, null, context);
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
        return prover.proveBeyond(request, moved, journal, context);
    }
}
