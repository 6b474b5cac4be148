package io.spirula.mover.move;

import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Sha256;
import io.spirula.mover.pipeline.ZeroRuns;
import io.spirula.mover.pipeline.ZeroRuns.Run;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Hashes what was read and makes jobs of it for the writer. Runs in several threads at once. */
final class ScanStage implements Crew.Task {

    private final BufferPool buffers;
    private final Channel<Filled<Range>> in;
    private final ZeroPolicy zeroes;
    private final ChunkHashes hashes;
    private final Channel<WriteJob> out;
    private final AtomicLong read = new AtomicLong();

    ScanStage(
            BufferPool buffers,
            Channel<Filled<Range>> in,
            ZeroPolicy zeroes,
            ChunkHashes hashes,
            Channel<WriteJob> out) {
        this.buffers = buffers;
        this.in = in;
        this.zeroes = zeroes;
        this.hashes = hashes;
        this.out = out;
    }

    long read() {
        return read.get();
    }

    @Override
    public void run() throws InterruptedException {
        for (Filled<Range> chunk = in.take(); chunk != null; chunk = in.take()) {
            hashes.add(chunk.range(), Sha256.of(chunk.data()));
            read.addAndGet(chunk.range().length());
            List<Run> runs =
                    zeroes.needed(chunk.range(), ZeroRuns.of(chunk.range().offset(), chunk.data()));
            if (runs.isEmpty()) {
                buffers.release(chunk.data());
            } else {
                out.put(new WriteJob(chunk.range().offset(), chunk.data(), runs));
            }
        }
        out.producerEnded();
    }
}
