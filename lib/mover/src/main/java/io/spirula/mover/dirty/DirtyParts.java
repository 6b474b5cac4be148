package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.Parts;
import io.spirula.mover.pipeline.Range;
import org.jspecify.annotations.Nullable;

/** The dirty ones of some objects, in rising order, those that lie side by side together. */
final class DirtyParts implements Parts {

    static final long LARGEST = 256L << 20;

    private final DirtyObjects objects;
    private int next;

    DirtyParts(DirtyObjects objects) {
        this.objects = objects;
    }

    @Override
    public synchronized @Nullable Range next() {
        while (next < objects.count() && !objects.isDirty(next)) {
            next++;
        }
        int from = next;
        int most = Math.min(objects.count(), from + objects.within(LARGEST));
        while (next < most && objects.isDirty(next)) {
            next++;
        }
        return from < next ? objects.range(from, next) : null;
    }
}
