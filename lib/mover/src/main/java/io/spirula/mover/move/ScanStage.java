package io.spirula.mover.move;

import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Sha256;
import io.spirula.mover.pipeline.Window;
import io.spirula.mover.pipeline.ZeroRuns;
import io.spirula.mover.pipeline.ZeroRuns.Run;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Hashes what was read and makes jobs of it for the writer. Runs in several threads at once. */
final class ScanStage implements Crew.Task {

    private final BufferPool buffers;
    private final Channel<Filled<Window>> in;
    private final ZeroPolicy zeroes;
    private final ChunkHashes hashes;
    private final Channel<WriteJob> out;
    private final AtomicLong read = new AtomicLong();

    ScanStage(
            BufferPool buffers,
            Channel<Filled<Window>> in,
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
        for (Filled<Window> window = in.take(); window != null; window = in.take()) {
            List<Change> changes = changes(window);
            if (changes.isEmpty()) {
                buffers.release(window.data());
            } else {
                out.put(new WriteJob(window.data(), changes));
            }
        }
        out.producerEnded();
    }

    private List<Change> changes(Filled<Window> window) {
        ZeroPolicy.Near near = zeroes.near(window.window().span());
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < window.parts().size(); i++) {
            Range chunk = window.window().chunks().get(i);
            ByteBuffer bytes = window.parts().get(i);
            hashes.add(chunk, Sha256.of(bytes));
            read.addAndGet(chunk.length());
            Change whole = new Change(chunk, bytes);
            for (Run run : ZeroRuns.of(chunk.offset(), bytes)) {
                if (run.zero()) {
                    near.needed(run.range()).forEach(range -> changes.add(new Change(range, null)));
                } else {
                    changes.add(whole.between(run.range().offset(), run.range().end()));
                }
            }
        }
        return changes;
    }
}
