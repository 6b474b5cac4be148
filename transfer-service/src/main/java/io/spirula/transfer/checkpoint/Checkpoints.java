package io.spirula.transfer.checkpoint;

import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.CopyId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.plan.MoveIdentity;
import io.spirula.transfer.checkpoint.CheckpointStore.Gone;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.MoveLedger;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.usage.MoveUsage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps what moves did until their copies end, and tells what of that was in vain. They are in PostgreSQL since another
 * instance has to find them, only the newest attempt may change them, and they have to go with the record of the copy: 85
 * bytes for each chunk, 22 MB for a dense TiB. Changes need a transaction of the attempt.
 */
@Component
public class Checkpoints implements MoveLedger {

    /** Most chunks that are kept of a move, a dense 8 TiB; what is done beyond them is done again after a crash. */
    public static final long MOST_CHUNKS = 2 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final CheckpointStore store;
    private final CopyStore copies;
    private final MoveUsage usage;
    private final MeterRegistry meters;
    private final Clock clock;

    Checkpoints(CheckpointStore store, CopyStore copies, MoveUsage usage, MeterRegistry meters, Clock clock) {
        this.store = store;
        this.copies = copies;
        this.usage = usage;
        this.meters = meters;
        this.clock = clock;
    }

    /** That of a generation, if anything is done; one that cannot be read is none. */
    public Optional<Checkpoint> find(UUID replica) {
        try {
            return store.of(replica).filter(checkpoint -> checkpoint.chunks() > 0);
        } catch (IllegalArgumentException e) {
            LOG.warn("replica={} the checkpoint of its move makes no sense: {}", replica, e.getMessage());
            return Optional.empty();
        }
    }

    /** A move begins. What was kept of another one, of this copy or in this generation, is void. */
    public void begin(UUID replica, CopyId copy, long attempt, MoveIdentity move) {
        voided(store.removeOf(replica));
        voided(store.removeOf(copy));
        store.insert(new Checkpoint(replica, copy, attempt, clock.instant(), move, 0, 0, false, null, 0));
    }

    /** All of it is moved. */
    public void moved(UUID replica) {
        store.moved(replica);
    }

    /** So many chunks, the first ones, were found right in a snapshot of the replica. */
    public void proven(UUID replica, long snapshot, long chunks) {
        store.proven(replica, snapshot, chunks);
    }

    /** Another attempt goes on with the move. */
    public void takenOver(UUID replica, long attempt) {
        store.takenOver(replica, attempt);
    }

    /**
     * Keeps more chunks.
     *
     * @param firstChunk how many there are before these; what was kept behind them is replaced
     * @param written bytes of data for all chunks with these
     */
    public void append(UUID replica, long firstChunk, ByteBuffer records, long written) {
        byte[] bytes = new byte[records.remaining()];
        records.duplicate().get(bytes);
        long chunks = firstChunk + bytes.length / ChunkHashes.RECORD;
        store.append(replica, firstChunk, bytes, digest(replica, firstChunk, bytes), chunks, written);
    }

    /**
     * What is done of a move.
     *
     * @throws IllegalArgumentException if that cannot be read, or makes no sense
     */
    public DoneParts read(Checkpoint checkpoint) {
        if (checkpoint.chunks() > MOST_CHUNKS) {
            throw new IllegalArgumentException("it has more than " + MOST_CHUNKS + " chunks: " + checkpoint.chunks());
        }
        DoneParts done =
                DoneParts.read(() -> new Parts(checkpoint), checkpoint.move().size());
        if (done.written() != checkpoint.written()) {
            done.close();
            throw new IllegalArgumentException(
                    "its chunks have " + done.written() + " bytes of data and not " + checkpoint.written());
        }
        return done;
    }

    /** Nothing is gone on with in this generation: HEAD will not be what its checkpoint says. */
    public void drop(UUID replica) {
        voided(store.removeOf(replica));
    }

    @Override
    public void ended(Copy copy) {
        List<Gone> gone = store.removeOf(copy.id());
        if (copy.state() == CopyState.FAILED) {
            voided(gone);
        }
    }

    private void voided(List<Gone> checkpoints) {
        for (Gone gone : checkpoints) {
            Copy copy = copies.find(gone.copy()).map(TrackedCopy::told).orElseThrow();
            LOG.info("copy={} {} bytes that its move has written so far are void", gone.copy(), gone.written());
            usage.voided(copy, gone.attempt(), gone.written(), gone.since().toInstant());
            meters.counter("spirula.transfer.aborted", "target", copy.target().cluster())
                    .increment(gone.written());
        }
    }

    private static byte[] digest(UUID replica, long firstChunk, byte[] records) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(3 * Long.BYTES)
                    .putLong(replica.getMostSignificantBits())
                    .putLong(replica.getLeastSignificantBits())
                    .putLong(firstChunk)
                    .flip());
            return digest.digest(records);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** One is in memory at a time. */
    private final class Parts implements Iterator<ByteBuffer> {

        private final Checkpoint checkpoint;
        private long next;

        Parts(Checkpoint checkpoint) {
            this.checkpoint = checkpoint;
        }

        @Override
        public boolean hasNext() {
            return next < checkpoint.chunks();
        }

        @Override
        public ByteBuffer next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            UUID replica = checkpoint.replica();
            CheckpointStore.Part part = store.part(replica, next)
                    .orElseThrow(() -> new IllegalArgumentException("it has no chunk " + next));
            byte[] records = part.records();
            if (records.length == 0 || !MessageDigest.isEqual(part.digest(), digest(replica, next, records))) {
                throw new IllegalArgumentException("what it has from chunk " + next + " on was changed");
            }
            next += records.length / ChunkHashes.RECORD;
            return ByteBuffer.wrap(records);
        }
    }
}
