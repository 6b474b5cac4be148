package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps where some of the extents begin that have data, evenly out of however many there are. Thread-safe. */
public final class WrittenSample implements Consumer<Range> {

    static final int MOST = 64;

    private final List<Long> kept = new ArrayList<>();
    private long stride = 1;
    private long seen;

    @Override
    public synchronized void accept(Range extent) {
        if (seen++ % stride != 0) {
            return;
        }
        kept.add(extent.offset());
        if (kept.size() > MOST) {
            for (int i = kept.size() - 1; i > 0; i--) {
                if (i % 2 == 1) {
                    kept.remove(i);
                }
            }
            stride *= 2;
        }
    }

    /** Offsets in bytes, at most 64. */
    public synchronized List<Long> offsets() {
        return List.copyOf(kept);
    }
}
