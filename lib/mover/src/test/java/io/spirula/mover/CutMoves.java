package io.spirula.mover;

import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.MoveJournal;
import io.spirula.mover.move.MoveRequest;
import io.spirula.mover.move.Moved;
import io.spirula.mover.move.Mover;
import io.spirula.mover.replica.ReplicaHead;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Moves a snapshot in attempts of which all but the last are cut, each going on where the one before it ended. */
public final class CutMoves implements MoveJournal {

    private final Copies copies;
    private final Random random;
    private final long end;
    private final Base base;
    private final AtomicInteger asked = new AtomicInteger();
    private long keptByThis;

    /** What was kept, as a checkpoint has it. */
    public final List<ByteBuffer> kept = new ArrayList<>();
    /** Bytes of data that the target took from all attempts. */
    public long written;
    /** Those of them that no checkpoint had when their attempt was cut. */
    public long lost;

    /** Whether the journal keeps whatever it is given, at once. */
    public boolean diligent;

    public int cuts;
    public int checkpoints;
    public MoveCounts counts = new MoveCounts(0, 0, 0, 0);

    /** Ends whatever runs into it, as a process that is killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    public CutMoves(Copies copies, Random random, long end) {
        this.copies = copies;
        this.random = random;
        this.end = end;
        this.base = copies.bases().isEmpty() ? null : copies.newest();
    }

    @Override
    public Duration interval() {
        asked.incrementAndGet();
        return Duration.ofNanos(1);
    }

    @Override
    public boolean append(ByteBuffer records) {
        if (!diligent && random.nextInt(4) == 0) {
            return false;
        }
        checkpoints++;
        kept.add(records);
        keptByThis += ChunkHashes.written(records);
        return true;
    }

    /**
     * Cuts so many attempts at random, then lets one finish. The first one is cut for certain if the move takes four
     * operations.
     */
    public CommitResult run(int howOften) {
        while (cuts < howOften) {
            int latest = cuts > 0 && random.nextBoolean() ? 40 : 4;
            Optional<CommitResult> done = attempt(new Cut(1 + random.nextInt(latest), random.nextInt(3) == 0));
            if (done.isPresent()) {
                return done.get();
            }
        }
        return attempt(null).orElseThrow();
    }

    /** Empty if it was cut. */
    public Optional<CommitResult> attempt(Cut cut) {
        keptByThis = 0;
        if (kept.isEmpty()) {
            copies.prepare();
        }
        long[] wrote = new long[1];
        MoveContext context = new WhenWritten(bytes -> wrote[0] = bytes);
        try (RbdImage from = copies.openSourceAt(end);
                RbdImage to = copies.openReplica()) {
            to.lock().acquire();
            long header = to.header().version();
            RbdImage target = cut == null ? to : cut.into(to);
            DoneParts done = DoneParts.read(kept, from.size());
            if (!done.isEmpty()) {
                requireTheirs(from, to);
            }
            boolean everything = base == null || copies.everything;
            MoveRequest request = new MoveRequest(from, target, base, done, null, everything, copies.baseDigest(base))
                    .knownAt(header);
            try (Moved moved = new Mover(copies.limits).move(request, this, context)) {
                counts = moved.counts();
                written += wrote[0];
                return Optional.of(copies.commit(from, to, end, base, moved));
            }
        } catch (Killed | MoveFailedException e) {
            if (e instanceof MoveFailedException failed && !failed.code().equals("RBD_ETIMEDOUT")) {
                throw failed;
            }
            cuts++;
            written += wrote[0];
            lost += wrote[0] - keptByThis;
            return Optional.empty();
        }
    }

    private void requireTheirs(RbdImage from, RbdImage to) {
        Comparison found = beyondMove(from, to);
        if (!(found instanceof Comparison.Equal)) {
            throw new AssertionError("HEAD holds what no attempt wrote: " + found.evidence());
        }
    }

    public Comparison beyondMove(RbdImage from, RbdImage to) {
        return new ReplicaHead(new ImageComparer(copies.limits)).beyondMove(from, to, base, MoveContext.UNATTENDED);
    }

    /** Waits for a checkpoint at one operation and is over at a later one. */
    public final class Cut {

        private final int waitsAt;
        private final int overAt;
        private final boolean fails;
        private int taken;

        /**
         * @param overAt the operation that is the last one to end
         * @param fails whether the target refuses something; otherwise the process is killed
         */
        public Cut(int overAt, boolean fails) {
            this.waitsAt = 1 + random.nextInt(overAt);
            this.overAt = overAt;
            this.fails = fails;
        }

        RbdImage into(RbdImage target) {
            return FaultyImage.of(
                    target,
                    queue -> new FaultyQueue(queue) {
                        @Override
                        public AioResult<Object> take() {
                            return passed(super.take());
                        }
                    },
                    this::cutting,
                    UnaryOperator.identity());
        }

        private ObjectQueue<Object> cutting(ObjectQueue<Object> queue) {
            return new FaultyObjectQueue(queue) {
                @Override
                public AioResult<Object> take() {
                    return passed(super.take());
                }
            };
        }

        private AioResult<Object> passed(AioResult<Object> result) {
            taken++;
            if (taken == waitsAt) {
                awaitTick();
            }
            if (taken < overAt) {
                return result;
            }
            if (fails) {
                throw RbdException.of(110, "do what the test says", "this image");
            }
            throw new Killed();
        }

        /** The second one began after what was done by now was done. */
        private void awaitTick() {
            int before = asked.get();
            while (asked.get() < before + 2) {
                Thread.onSpinWait();
            }
        }
    }
}
