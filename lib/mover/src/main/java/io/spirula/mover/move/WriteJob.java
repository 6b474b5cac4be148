package io.spirula.mover.move;

import io.spirula.mover.pipeline.ZeroRuns.Run;
import java.nio.ByteBuffer;
import java.util.List;

/** What one chunk changes on the target; at one thread at a time. */
final class WriteJob {

    private final long offset;
    private final ByteBuffer data;
    private final List<Run> runs;
    private int next;
    private int unfinished;

    /**
     * @param offset of the data in the image
     * @param data belongs to the job until it is finished
     * @param runs what to write or zero, disjoint
     */
    WriteJob(long offset, ByteBuffer data, List<Run> runs) {
        this.offset = offset;
        this.data = data;
        this.runs = runs;
        this.unfinished = runs.size();
    }

    ByteBuffer data() {
        return data;
    }

    boolean hasNext() {
        return next < runs.size();
    }

    Run next() {
        return runs.get(next++);
    }

    ByteBuffer bytes(Run run) {
        int from = (int) (run.range().offset() - offset);
        return data.slice(from, (int) run.range().length());
    }

    /** Whether that was the last run to end. */
    boolean ended() {
        return --unfinished == 0;
    }
}
