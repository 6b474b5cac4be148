package io.spirula.mover.commit;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Traffic;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Chunks;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.Shift;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Reads everything that a difference covers again and compares it with what the source held. */
final class ReadBack {

    private static final int CHANNEL = 4096;

    private final MoverLimits limits;

    ReadBack(MoverLimits limits) {
        this.limits = limits;
    }

    /** Chunks that were done one after the other and lie near each other, in rising order. */
    private static final class Group {

        private final long number;
        private final List<ChunkHashes.Chunk> chunks = new ArrayList<>();

        /**
         * @param number of the first one; the others follow
         */
        Group(long number) {
            this.number = number;
        }

        boolean takes(ChunkHashes.Chunk chunk) {
            if (chunks.isEmpty()) {
                return true;
            }
            Range last = chunks.get(chunks.size() - 1).range();
            return last.end() <= chunk.range().offset()
                    && last.offset() / Chunks.SIZE == chunk.range().offset() / Chunks.SIZE;
        }

        Window window() {
            return Window.nearby(chunks.stream().map(ChunkHashes.Chunk::range).toList());
        }
    }

    /** Makes groups of what comes. */
    private static final class Grouping {

        private final Channel<Group> out;
        private Group group;
        private long number;

        Grouping(Channel<Group> out, long first) {
            this.out = out;
            this.number = first;
            this.group = new Group(first);
        }

        void add(ChunkHashes.Chunk chunk) throws InterruptedException {
            if (!group.takes(chunk)) {
                out.put(group);
                group = new Group(number);
            }
            group.chunks.add(chunk);
            number++;
        }

        void end() throws InterruptedException {
            if (!group.chunks.isEmpty()) {
                out.put(group);
            }
            out.producerEnded();
        }
    }

    /**
     * Looks at all chunks that were not found right before, also after a mismatch; returns the one nearest to the start of
     * the image.
     */
    Optional<Mismatch> check(RbdImage image, ChunkHashes hashes, Progress progress, MoveContext context) {
        Pulse pulse = new Pulse();
        BufferPool buffers = new BufferPool(limits.bufferBytes());
        Channel<Group> groups = new Channel<>(CHANNEL, 1);
        Channel<Filled<Group>> filled = new Channel<>(CHANNEL, 1);
        AtomicReference<Mismatch> first = new AtomicReference<>();
        AtomicLong done = new AtomicLong();
        Crew crew = new Crew("read-back-" + image.id().image());
        crew.add("list", () -> {
            long[] skipped = {0};
            Grouping grouping = new Grouping(groups, progress.before());
            hashes.<InterruptedException>forEach(chunk -> {
                if (skipped[0] < progress.before()) {
                    skipped[0]++;
                    done.addAndGet(chunk.range().length());
                } else {
                    grouping.add(chunk);
                }
            });
            grouping.end();
        });
        crew.add(
                "read",
                new ReadStage<>(
                        image,
                        limits.depth(),
                        buffers,
                        groups,
                        Group::window,
                        filled,
                        pulse,
                        context.throttle(Traffic.AT_TARGET)));
        for (int i = 0; i < limits.hashThreads(); i++) {
            crew.add("hash", () -> {
                for (var group = filled.take(); group != null; group = filled.take()) {
                    compare(group, first, progress);
                    done.addAndGet(group.window().bytes());
                    buffers.release(group.data());
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

    private static void compare(Filled<Group> group, AtomicReference<Mismatch> first, Progress progress) {
        for (int i = 0; i < group.parts().size(); i++) {
            if (isRight(group.item().chunks.get(i), group.parts().get(i), first)) {
                progress.ended(group.item().number + i);
            }
        }
    }

    private static boolean isRight(ChunkHashes.Chunk chunk, ByteBuffer data, AtomicReference<Mismatch> first) {
        Range range = chunk.range();
        PointDigest found = PointDigest.of(range.offset(), data);
        PointDigest expected = chunk.digest();
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
