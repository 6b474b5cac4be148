package io.spirula.restore.work;

import io.spirula.mover.MoveProgress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** For how long a move gets on, whatever becomes of it. Thread-safe. */
final class Headway {

    private @Nullable MoveProgress last;
    private @Nullable Instant first;
    private Duration length = Duration.ZERO;

    synchronized void seen(MoveProgress progress, Instant now) {
        Instant begin = first == null ? now : first;
        if (last != null && !last.equals(progress)) {
            length = Duration.between(begin, now);
        }
        first = begin;
        last = progress;
    }

    /** From when it was first looked at to when it was last seen to have moved on. */
    synchronized Duration length() {
        return length;
    }
}
