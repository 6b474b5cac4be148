package io.spirula.messaging.work;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The right to work on one instance, for as long as its lease is renewed. Safe for use by many threads. */
public interface WorkTurn {

    /** What to work on. */
    String instance();

    /** Fencing token: grows at every start and every takeover of this instance's work, over restarts too. */
    long attempt();

    /** Whether somebody else may be working on the instance by now: stop at once, commits are refused. */
    boolean isLost();

    /** Whether to come to an end soon: lost, or the process shuts down. Keep what was reached and return. */
    boolean shouldStop();

    /**
     * Commits results in a transaction that nobody who took the work over can have overtaken.
     *
     * @throws LostLeaseException when the attempt is not the newest one any more; nothing was done
     */
    <T extends @Nullable Object> T runInTransaction(Supplier<T> results);

    /**
     * @throws LostLeaseException when the attempt is not the newest one any more; nothing was done
     * @see #runInTransaction(Supplier)
     */
    void runInTransaction(Runnable results);

    /**
     * Asks the database, for use before a step that no transaction can take back.
     *
     * @throws LostLeaseException when the attempt is not the newest one any more, also where nobody has heard of that yet
     */
    default void requireNewest() {
        runInTransaction(() -> {});
    }

    /**
     * For use between slow steps.
     *
     * @throws LostLeaseException when {@link #isLost()}
     */
    default void checkNotLost() {
        if (isLost()) {
            throw new LostLeaseException(instance(), attempt());
        }
    }
}
