package io.spirula.transfer.move;

import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.commit.ProofJournal;
import io.spirula.transfer.checkpoint.Checkpoint;
import io.spirula.transfer.checkpoint.Checkpoints;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Keeps in the database how far one attempt has read a snapshot back. Used by one thread. */
final class CheckpointProof implements ProofJournal {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointProof.class);

    private final WorkTurn turn;
    private final UUID replica;
    private final Checkpoints checkpoints;
    private final Duration interval;
    private final FailPoint failPoint;

    CheckpointProof(Attempt attempt, UUID replica) {
        this.turn = attempt.turn();
        this.replica = replica;
        this.checkpoints = attempt.tools().checkpoints();
        this.interval = attempt.tools().properties().checkpoint();
        this.failPoint = attempt.tools().failPoint();
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public long proven(long snapshotId) {
        return checkpoints
                .find(replica)
                .filter(checkpoint -> Long.valueOf(snapshotId).equals(checkpoint.replicaSnapshot()))
                .map(Checkpoint::proven)
                .orElse(0L);
    }

    @Override
    public void proven(long snapshotId, long chunks) {
        try {
            turn.runInTransaction(() -> checkpoints.proven(replica, snapshotId, chunks));
            failPoint.reached(FailPoint.Moment.PROOF_KEPT);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("replica={} how far it was read back could not be kept: {}", replica, e.getMessage());
        }
    }
}
