package io.spirula.mover.commit;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.Sha256;
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

    /** Looks at all chunks, also after a mismatch; returns the one nearest to the start of the image. */
    Optional<Mismatch> check(RbdImage image, ChunkHashes hashes, MoveContext context) {
        Pulse pulse = new Pulse();
        BufferPool buffers = new BufferPool(limits.bufferBytes());
        Channel<ChunkHashes.Chunk> chunks = new Channel<>(CHANNEL, 1);
        Channel<Filled<ChunkHashes.Chunk>> filled = new Channel<>(CHANNEL, 1);
        AtomicReference<Mismatch> first = new AtomicReference<>();
        AtomicLong done = new AtomicLong();
        Crew crew = new Crew("read-back-" + image.id().image());
        crew.add("list", () -> {
            hashes.<InterruptedException>forEach(chunks::put);
            chunks.producerEnded();
        });
        crew.add(
                "read",
                new ReadStage<>(
                        image, limits.depth(), buffers, chunks, chunk -> Window.of(chunk.range()), filled, pulse));
        for (int i = 0; i < HASHERS; i++) {
            crew.add("hash", () -> {
                for (var chunk = filled.take(); chunk != null; chunk = filled.take()) {
                    compare(chunk, first);
                    done.addAndGet(chunk.window().bytes());
                    buffers.release(chunk.data());
                }
            });
        }
        new Shift(limits, context, pulse)
                .run(crew, () -> new MoveProgress(MoveProgress.Phase.VERIFY, done.get(), hashes.bytes()));
        return Optional.ofNullable(first.get());
    }

    private static void compare(Filled<ChunkHashes.Chunk> chunk, AtomicReference<Mismatch> first) {
        Sha256 found = Sha256.of(chunk.data());
        Sha256 expected = chunk.item().digest();
        if (!found.equals(expected)) {
            Range range = chunk.item().range();
            Mismatch mismatch = new Mismatch(range.offset(), range.length(), expected.toString(), found.toString());
            first.accumulateAndGet(
                    mismatch, (known, other) -> known == null || other.offset() < known.offset() ? other : known);
        }
    }
}
