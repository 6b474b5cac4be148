package io.spirula.transfer.backoff;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.Reason;
import io.spirula.mover.Throttle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has one move, in one attempt, read nothing while a cluster of its own has enough to do with itself, for as long as its
 * patience lasts. What was so when the move began is no reason: it has waited for that already. Thread-safe.
 */
public final class Rest {

    private final BackOff backOff;
    private final Copy copy;
    private final Instant deadline;
    private final Clock clock;
    private Duration rested = Duration.ZERO;
    private boolean begunAllTheSame;
    private @Nullable Reason why;
    private Instant looked;

    /**
     * @param deadline of the copy's run
     */
    public Rest(BackOff backOff, Copy copy, Instant deadline, Clock clock) {
        this.backOff = backOff;
        this.copy = copy;
        this.deadline = deadline;
        this.clock = clock;
        this.looked = clock.instant();
        this.begunAllTheSame = known().isPresent();
    }

    private Optional<Reason> known() {
        return backOff.meanwhile(copy, deadline, rested);
    }

    /**
     * Begins to rest, goes on with it or ends it, as is known of the clusters now.
     *
     * @return whether it began or ended
     */
    public synchronized boolean look() {
        Instant now = clock.instant();
        boolean before = why != null;
        if (before) {
            rested = rested.plus(Duration.between(looked, now));
        }
        looked = now;
        Optional<Reason> known = known();
        begunAllTheSame &= known.isPresent();
        why = begunAllTheSame ? null : known.orElse(null);
        notifyAll();
        return before != (why != null);
    }

    /** What it rests for; empty while it does not. */
    public synchronized Optional<Reason> why() {
        return Optional.ofNullable(why);
    }

    /** Leave of another one, but none while there is a rest. */
    public Throttle before(Throttle other) {
        return (bytes, atMost) -> awaitEnd(atMost) && other.take(bytes, atMost);
    }

    private synchronized boolean awaitEnd(Duration atMost) throws InterruptedException {
        if (why != null && !atMost.isZero()) {
            wait(Math.max(1, atMost.toMillis()));
        }
        return why == null;
    }
}
