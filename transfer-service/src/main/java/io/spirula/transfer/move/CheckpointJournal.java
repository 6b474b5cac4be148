package io.spirula.transfer.move;

import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.MoveJournal;
import io.spirula.transfer.checkpoint.Checkpoints;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Keeps in the database what one attempt at a move does, for whoever has to go on with it. Used by one thread. */
final class CheckpointJournal implements MoveJournal {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointJournal.class);

    private final WorkTurn turn;
    private final UUID replica;
    private final Supervision supervision;
    private final Checkpoints checkpoints;
    private final Duration interval;
    private final FailPoint failPoint;
    private long chunks;
    private long written;

    /**
     * @param done what is kept already
     */
    CheckpointJournal(Attempt attempt, UUID replica, DoneParts done, Supervision supervision) {
        this.turn = attempt.turn();
        this.replica = replica;
        this.supervision = supervision;
        this.checkpoints = attempt.tools().checkpoints();
        this.interval = attempt.tools().properties().checkpoint();
        this.failPoint = attempt.tools().failPoint();
        this.chunks = done.chunks();
        this.written = done.written();
    }

    /** Whether so many chunks are kept: all that there are. */
    boolean has(long all) {
        return chunks == all;
    }

    @Override
    public Duration interval() {
        return interval;
    }

    /** A database that does not answer ends no move: what is done is offered again. */
    @Override
    public boolean append(ByteBuffer records) {
        long count = records.remaining() / ChunkHashes.RECORD;
        if (chunks + count > Checkpoints.MOST_CHUNKS) {
            return true;
        }
        long bytes = ChunkHashes.written(records);
        try {
            turn.runInTransaction(() -> checkpoints.append(replica, chunks, records, written + bytes));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("replica={} what its move has done could not be kept: {}", replica, e.getMessage());
            return false;
        }
        chunks += count;
        written += bytes;
        supervision.kept(bytes);
        failPoint.reached(FailPoint.Moment.CHECKPOINTED);
        return true;
    }
}
