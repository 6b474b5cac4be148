package io.spirula.mover.move;

import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.ChunkHashes.Chunk;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Window;
import io.spirula.mover.pipeline.ZeroRuns;
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
            List<Change> runs = runs(whole);
            List<Change> needed = needed(runs);
            changes.addAll(needed);
            chunks.add(chunk(whole.range(), runs, needed));
        }
        if (changes.isEmpty()) {
            buffers.release(window.data());
            // neither side has anything
            chunks.forEach(chunk -> done.add(chunk.formerly(PointDigest.ZERO)));
        } else {
            out.put(WriteJob.of(buffers, window.data(), changes, chunks));
        }
    }

    private static List<Change> runs(Change whole) {
        return ZeroRuns.of(whole.range().offset(), whole.bytes()).stream()
                .map(run -> run.zero()
                        ? new Change(run.range(), null)
                        : whole.between(run.range().offset(), run.range().end()))
                .toList();
    }

    private List<Change> needed(List<Change> runs) {
        List<Change> needed = new ArrayList<>();
        for (Change run : runs) {
            if (run.data() == null) {
                zeroes.needed(run.range()).forEach(range -> needed.add(new Change(range, null)));
            } else {
                needed.add(run);
            }
        }
        return needed;
    }

    private Chunk chunk(Range range, List<Change> runs, List<Change> needed) {
        read.addAndGet(range.length());
        return new Chunk(range, digest(runs), bytes(needed, false), bytes(needed, true), null);
    }

    /** Of all of a chunk: its zeroes, which were looked at once, add nothing. */
    private static PointDigest digest(List<Change> runs) {
        return runs.stream()
                .filter(run -> run.data() != null)
                .map(run -> PointDigest.of(run.range().offset(), run.bytes()))
                .reduce(PointDigest.ZERO, PointDigest::plus);
    }

    private static int bytes(List<Change> changes, boolean zero) {
        return changes.stream()
                .filter(change -> (change.data() == null) == zero)
                .mapToInt(change -> (int) change.range().length())
                .sum();
    }
}
