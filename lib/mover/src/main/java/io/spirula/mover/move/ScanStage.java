package io.spirula.mover.move;

import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.ChunkHashes.Chunk;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Window;
import io.spirula.mover.pipeline.ZeroRuns;
import io.spirula.mover.pipeline.ZeroRuns.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Hashes what was read and makes jobs of it for the writer; what needs no change is done. Runs in several threads at once. */
final class ScanStage implements Crew.Task {

    private final BufferPool buffers;
    private final Channel<Filled<Window>> in;
    private final ZeroPolicy zeroes;
    private final ChunkHashes done;
    private final Channel<WriteJob> out;
    private final AtomicLong read = new AtomicLong();

    ScanStage(
            BufferPool buffers,
            Channel<Filled<Window>> in,
            ZeroPolicy zeroes,
            ChunkHashes done,
            Channel<WriteJob> out) {
        this.buffers = buffers;
        this.in = in;
        this.zeroes = zeroes;
        this.done = done;
        this.out = out;
    }

    long read() {
        return read.get();
    }

    @Override
    public void run() throws InterruptedException {
        for (Filled<Window> window = in.take(); window != null; window = in.take()) {
            put(window);
        }
        out.producerEnded();
    }

    private void put(Filled<Window> window) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < window.parts().size(); i++) {
            Change whole =
                    new Change(window.window().chunks().get(i), window.parts().get(i));
            List<Change> needed = needed(whole);
            changes.addAll(needed);
            chunks.add(chunk(whole, needed));
        }
        if (changes.isEmpty()) {
            buffers.release(window.data());
            // neither side has anything
            chunks.forEach(chunk -> done.add(chunk.formerly(PointDigest.ZERO)));
        } else {
            out.put(WriteJob.of(buffers, window.data(), changes, chunks));
        }
    }

    private List<Change> needed(Change whole) {
        List<Change> needed = new ArrayList<>();
        for (Run run : ZeroRuns.of(whole.range().offset(), whole.bytes())) {
            if (run.zero()) {
                zeroes.needed(run.range()).forEach(range -> needed.add(new Change(range, null)));
            } else {
                needed.add(whole.between(run.range().offset(), run.range().end()));
            }
        }
        return needed;
    }

    private Chunk chunk(Change whole, List<Change> needed) {
        read.addAndGet(whole.range().length());
        PointDigest digest = PointDigest.of(whole.range().offset(), whole.bytes());
        return new Chunk(whole.range(), digest, bytes(needed, false), bytes(needed, true), null);
    }

    private static int bytes(List<Change> changes, boolean zero) {
        return changes.stream()
                .filter(change -> (change.data() == null) == zero)
                .mapToInt(change -> (int) change.range().length())
                .sum();
    }
}
