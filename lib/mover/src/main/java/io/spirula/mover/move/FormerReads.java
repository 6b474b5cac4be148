package io.spirula.mover.move;

import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Throttle;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.ChunkHashes.Chunk;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Chunks;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Reads what chunks that were written held at the base, where that has data, and adds them to what is done. Where the base
 * cannot be read, they are done all the same, and what they held is not known: a digest is not worth a failed copy.
 */
final class FormerReads implements Ends {

    private static final int CHANNEL = 4096;
    /** What was written is not done before its former content is known: few windows, so that a crash has little done twice. */
    private static final int BEHIND = 16;

    private final long size;
    private final Allocation allocation;
    private final ChunkHashes done;
    private final Consumer<RuntimeException> failed;
    private final Channel<List<Chunk>> written = new Channel<>(BEHIND, 1);
    private final Channel<Written> looked = new Channel<>(BEHIND, 1);
    private final Channel<Filled<Written>> filled = new Channel<>(CHANNEL, 1);
    /** Its own: the buffers of the move may all wait for the writer, and that one for this. */
    private final BufferPool buffers = new BufferPool(BufferPool.LEAST_BYTES);

    private final Set<Written> underWay =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final AtomicInteger hashers = new AtomicInteger();

    /** Chunks that were written, and where the base has data in them: whole blocks. */
    private record Written(List<Chunk> chunks, List<Range> held) {}

    /**
     * @param size of the base in bytes
     * @param allocation of the base
     * @param failed hears why the base cannot be read, at most once
     */
    FormerReads(long size, Allocation allocation, ChunkHashes done, Consumer<RuntimeException> failed) {
        this.size = size;
        this.allocation = allocation;
        this.done = done;
        this.failed = failed;
    }

    void join(Crew crew, RbdImage base, MoverLimits limits, Pulse pulse, Throttle throttle) {
        crew.add("former-look", this::look);
        ReadStage<Written> read = new ReadStage<>(
                base, limits.depth(), buffers, looked, item -> Window.nearby(item.held()), filled, pulse, throttle);
        crew.add("former", () -> read(read, base));
        hashers.set(limits.hashThreads());
        for (int i = 0; i < limits.hashThreads(); i++) {
            crew.add("former-hash", this::hash);
        }
    }

    @Override
    public void ended(List<Chunk> chunks) throws InterruptedException {
        written.put(chunks);
    }

    @Override
    public void allEnded() {
        written.producerEnded();
    }

    private void look() throws InterruptedException {
        for (List<Chunk> chunks = written.take(); chunks != null; chunks = written.take()) {
            List<Range> held = new ArrayList<>();
            for (Chunk chunk : chunks) {
                Range range = chunk.range();
                Chunks.of(allocation.within(range), Math.min(range.end(), size), held::add);
            }
            Written item = new Written(chunks, held);
            if (held.isEmpty()) {
                add(item, List.of());
            } else {
                underWay.add(item);
                looked.put(item);
            }
        }
        looked.producerEnded();
    }

    private void read(ReadStage<Written> stage, RbdImage base) throws InterruptedException {
        boolean ended = false;
        try {
            stage.run();
            ended = true;
            requirePresent(base);
        } catch (RbdException | MoveFailedException e) {
            failed.accept(e);
            done.forgetFormer();
            if (ended) {
                return;
            }
            for (Written item = looked.take(); item != null; item = looked.take()) {
                addUnknown(item);
            }
            filled.producerEnded();
        }
    }

    /** A base that went meanwhile has been read as zeroes. */
    private static void requirePresent(RbdImage base) {
        base.pool()
                .openSnapshot(
                        ImageLocator.byId(base.id().image()),
                        base.viewedSnapshot().orElseThrow())
                .close();
    }

    private void hash() throws InterruptedException {
        for (var window = filled.take(); window != null; window = filled.take()) {
            add(window.item(), window.parts());
            buffers.release(window.data());
        }
        if (hashers.decrementAndGet() == 0) {
            List.copyOf(underWay).forEach(this::addUnknown);
        }
    }

    private void addUnknown(Written item) {
        underWay.remove(item);
        item.chunks().forEach(done::add);
    }

    private void add(Written item, List<ByteBuffer> parts) {
        underWay.remove(item);
        int at = 0;
        for (Chunk chunk : item.chunks()) {
            PointDigest former = PointDigest.ZERO;
            for (;
                    at < parts.size()
                            && item.held().get(at).offset() < chunk.range().end();
                    at++) {
                former = former.plus(PointDigest.of(item.held().get(at).offset(), parts.get(at)));
            }
            done.add(chunk.formerly(former));
        }
    }
}
