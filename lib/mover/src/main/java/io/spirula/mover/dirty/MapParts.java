package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.Parts;
import io.spirula.mover.pipeline.Range;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the object maps call dirty, then an audit of what they call clean. Nothing more as soon as that finds a change: whatever
 * was moved by these maps has to be moved again.
 */
final class MapParts implements Parts {

    /** Objects that are audited however short the run was. */
    static final int LEAST_AUDITED = 64;

    private static final int BUDGET = 10;
    private static final long LARGEST = 256L << 20;
    private static final int AUDITED_TOGETHER = 16;

    private final DirtyObjects objects;
    private final MapUse use;
    private final Predicate<Range> reallyDiffers;
    private final LongSupplier nanoTime;
    private final int auditStart;
    private int dirtyAt;
    private int walked;
    private long audited;
    private @Nullable Long auditBegan;
    private @Nullable Long auditPaused;
    private long auditUntil;
    private @Nullable Range missed;

    /**
     * @param reallyDiffers whether the content of a range has changed: one that was written, and is what it was, is none
     *     that maps must know
     */
    MapParts(DirtyObjects objects, MapUse use, Predicate<Range> reallyDiffers, LongSupplier nanoTime) {
        this.objects = objects;
        this.use = use;
        this.reallyDiffers = reallyDiffers;
        this.nanoTime = nanoTime;
        this.auditStart = objects.indexOf(use.auditFrom());
    }

    @Override
    public synchronized @Nullable Range next() {
        if (missed != null) {
            return null;
        }
        Range dirty = dirty();
        return dirty == null ? toAudit() : dirty;
    }

    private @Nullable Range dirty() {
        while (dirtyAt < objects.count() && !objects.isDirty(dirtyAt)) {
            dirtyAt++;
        }
        int from = dirtyAt;
        int most = Math.min(objects.count(), from + objects.within(LARGEST));
        while (dirtyAt < most && objects.isDirty(dirtyAt)) {
            dirtyAt++;
        }
        return from < dirtyAt ? objects.range(from, dirtyAt) : null;
    }

    private @Nullable Range toAudit() {
        if (!mayAudit()) {
            return null;
        }
        while (walked < objects.count() && objects.isDirty(walker())) {
            walked++;
        }
        if (walked == objects.count()) {
            return null;
        }
        int from = walker();
        int together = use.whole() ? objects.within(LARGEST) : Math.min(AUDITED_TOGETHER, objects.within(LARGEST));
        int to = from;
        while (to < objects.count() && to < from + together && walked < objects.count() && !objects.isDirty(to)) {
            to++;
            walked++;
        }
        audited += to - from;
        return objects.range(from, to);
    }

    private boolean mayAudit() {
        long now = nanoTime.getAsLong();
        if (auditBegan == null) {
            auditBegan = now;
            auditUntil = now + (now - use.begun()) / BUDGET;
        }
        if (use.whole() || audited < LEAST_AUDITED || now - auditUntil < 0) {
            return true;
        }
        if (auditPaused == null) {
            auditPaused = now;
        }
        return false;
    }

    /** All that was dirty is moved, which took its time: the audit has its share of that, too. */
    synchronized void goOn() {
        if (auditBegan != null && auditPaused != null) {
            long now = nanoTime.getAsLong();
            long taken = auditPaused - auditBegan;
            auditUntil = now + (now - use.begun()) / BUDGET - taken;
        }
    }

    private int walker() {
        return (int) (((long) auditStart + walked) % objects.count());
    }

    @Override
    public void asked(Range part, List<Range> chunks) {
        if (chunks.isEmpty() || !isAudit(part)) {
            return;
        }
        for (Range chunk : chunks) {
            if (reallyDiffers.test(chunk)) {
                missed(chunk);
                return;
            }
        }
    }

    private synchronized boolean isAudit(Range part) {
        return missed == null && !objects.isDirty(objects.indexOf(part.offset()));
    }

    private synchronized void missed(Range chunk) {
        missed = chunk;
    }

    synchronized MapReport report() {
        return new MapReport(objects.count(), objects.dirtyCount(), audited, objects.offsetOf(walker()), missed);
    }
}
