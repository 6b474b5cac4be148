package io.spirula.mover.commit;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Traffic;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.Shift;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.RbdImage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Reads everything that a difference covers again and compares it with what the source held. */
final class ReadBack {

    private static final int HASHERS = 2;
    private static final int CHANNEL = 4096;

    private final MoverLimits limits;

    ReadBack(MoverLimits limits) {
        this.limits = limits;
    }

    private record Numbered(long number, ChunkHashes.Chunk chunk) {}

    /**
     * Looks at all chunks that were not found right before, also after a mismatch; returns the one nearest to the start of
     * the image.
     */
    Optional<Mismatch> check(RbdImage image, ChunkHashes hashes, Progress progress, MoveContext context) {
        Pulse pulse = new Pulse();
        BufferPool buffers = new BufferPool(limits.bufferBytes());
        Channel<Numbered> chunks = new Channel<>(CHANNEL, 1);
        Channel<Filled<Numbered>> filled = new Channel<>(CHANNEL, 1);
        AtomicReference<Mismatch> first = new AtomicReference<>();
        AtomicLong done = new AtomicLong();
        Crew crew = new Crew("read-back-" + image.id().image());
        crew.add("list", () -> {
            long[] next = {0};
            hashes.<InterruptedException>forEach(chunk -> {
                if (next[0] < progress.before()) {
                    done.addAndGet(chunk.range().length());
                } else {
                    chunks.put(new Numbered(next[0], chunk));
                }
                next[0]++;
            });
            chunks.producerEnded();
        });
        crew.add(
                "read",
                new ReadStage<>(
                        image,
                        limits.depth(),
                        buffers,
                        chunks,
                        item -> Window.of(item.chunk().range()),
                        filled,
                        pulse,
                        context.throttle(Traffic.AT_TARGET)));
        for (int i = 0; i < HASHERS; i++) {
            crew.add("hash", () -> {
                for (var chunk = filled.take(); chunk != null; chunk = filled.take()) {
                    if (isRight(chunk, first)) {
                        progress.ended(chunk.item().number());
                    }
                    done.addAndGet(chunk.window().bytes());
                    buffers.release(chunk.data());
                }
            });
        }
        new Shift(limits, context, pulse)
                .run(
                        crew,
                        progress::tellIfDue,
                        () -> new MoveProgress(MoveProgress.Phase.VERIFY, done.get(), hashes.bytes()));
        return Optional.ofNullable(first.get());
    }

    private static boolean isRight(Filled<Numbered> chunk, AtomicReference<Mismatch> first) {
        Range range = chunk.item().chunk().range();
        PointDigest found = PointDigest.of(range.offset(), chunk.data());
        PointDigest expected = chunk.item().chunk().digest();
        if (found.equals(expected)) {
            return true;
        }
        Mismatch mismatch = new Mismatch(range.offset(), range.length(), expected.toString(), found.toString());
        first.accumulateAndGet(
                mismatch, (known, other) -> known == null || other.offset() < known.offset() ? other : known);
        return false;
    }

    /** How far it is, for those who would go on with it. */
    static final class Progress {

        private final ProofJournal journal;
        private final long snapshotId;
        private final long before;
        private final Watermark right;
        private long last = System.nanoTime();

        Progress(ProofJournal journal, long snapshotId) {
            this.journal = journal;
            this.snapshotId = snapshotId;
            this.before = journal.proven(snapshotId);
            this.right = new Watermark(before);
        }

        private long before() {
            return before;
        }

        private void ended(long number) {
            right.ended(number);
        }

        private void tellIfDue() {
            long now = System.nanoTime();
            if (now - last >= journal.interval().toNanos()) {
                last = now;
                journal.proven(snapshotId, right.reached());
            }
        }
    }
}
