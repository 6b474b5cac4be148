package io.spirula.mover.move;

import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Traffic;
import io.spirula.mover.digest.ImageDigests;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.ChunkHashes.Chunk;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of an image that a move changes held at the target's base: what is to be taken from the digest of that base
 * to have the digest of the end. Reads many parts at a time, beside the move and behind its writes, which do not touch the
 * base. Nothing is read where no digest follows from it.
 */
final class FormerContent implements AutoCloseable {

    private static final int HASHERS = 2;
    private static final int CHANNEL = 4096;
    /** What was written is not done before its former content is known: few windows, so that a crash has little done twice. */
    private static final int BEHIND = 16;

    private final MoverLimits limits;
    private final @Nullable RbdImage base;

    private FormerContent(MoverLimits limits, @Nullable RbdImage base) {
        this.limits = limits;
        this.base = base;
    }

    /** Opens a handle of its own: diffs on one that reads wait for those reads. */
    static FormerContent of(MoveRequest request, MoverLimits limits) {
        Base base = request.base();
        RbdImage target = request.target();
        return new FormerContent(
                limits,
                base == null || !request.updatesDigest()
                        ? null
                        : target.pool()
                                .openSnapshot(ImageLocator.byId(target.id().image()), base.targetSnapshotId()));
    }

    /** Gives a crew the threads that read; what they have read of is done. */
    Ends join(Crew crew, ChunkHashes done, Pulse pulse, MoveContext context) {
        if (base == null) {
            return Ends.in(done);
        }
        // its own: the buffers of the move may all wait for the writer, and that one for this
        BufferPool buffers = new BufferPool(BufferPool.LEAST_BYTES);
        Channel<Written> written = new Channel<>(BEHIND, 1);
        Channel<Filled<Written>> filled = new Channel<>(CHANNEL, 1);
        crew.add(
                "former",
                new ReadStage<>(
                        base,
                        limits.depth(),
                        buffers,
                        written,
                        Written::former,
                        filled,
                        pulse,
                        context.throttle(Traffic.AT_TARGET)));
        for (int i = 0; i < HASHERS; i++) {
            crew.add("former-hash", () -> {
                for (var window = filled.take(); window != null; window = filled.take()) {
                    add(window.item().chunks(), window.parts(), done);
                    buffers.release(window.data());
                }
            });
        }
        return ends(base.size(), written, done);
    }

    /**
     * Chunks that were written.
     *
     * @param former what there was of the first of them; of the others there was nothing
     */
    private record Written(List<Chunk> chunks, Window former) {}

    private static Ends ends(long size, Channel<Written> written, ChunkHashes done) {
        return new Ends() {
            @Override
            public void ended(List<Chunk> chunks) throws InterruptedException {
                List<Range> former = within(size, chunks);
                if (former.isEmpty()) {
                    add(chunks, List.of(), done);
                } else {
                    written.put(new Written(chunks, new Window(former)));
                }
            }

            @Override
            public void allEnded() {
                written.producerEnded();
            }
        };
    }

    private static List<Range> within(long size, List<Chunk> chunks) {
        List<Range> within = new ArrayList<>();
        for (Chunk chunk : chunks) {
            Range range = chunk.range();
            if (range.offset() < size) {
                within.add(new Range(range.offset(), Math.min(range.end(), size) - range.offset()));
            }
        }
        return within;
    }

    private static void add(List<Chunk> chunks, List<ByteBuffer> former, ChunkHashes done) {
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            done.add(chunk.formerly(
                    i < former.size() ? PointDigest.of(chunk.range().offset(), former.get(i)) : PointDigest.ZERO));
        }
    }

    /**
     * What a smaller image has lost: that is in no difference. Of the block that the new end cuts, what is left stays.
     *
     * @param end the new size in bytes
     */
    PointDigest beyond(long end, MoveContext context) {
        if (base == null || base.size() <= end) {
            return PointDigest.ZERO;
        }
        long from = end - end % PointDigest.BLOCK;
        PointDigest lost = new ImageDigests(limits).from(base, from, MoveProgress.Phase.DIFF, context);
        if (from == end) {
            return lost;
        }
        ByteBuffer left = ByteBuffer.allocateDirect((int) (end - from));
        base.read(from, left);
        return lost.minus(PointDigest.of(from, left));
    }

    @Override
    public void close() {
        if (base != null) {
            base.close();
        }
    }
}
