package io.spirula.transfer;

import io.spirula.transfer.move.FailPoint;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stops a process, or holds it up, at a moment between two steps. */
final class Ambush implements FailPoint {

    private final Map<Moment, Runnable> actions = new ConcurrentHashMap<>(new EnumMap<>(Moment.class));

    /** What a killed process does not survive: nobody catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(Moment moment) {
            super("killed after " + moment);
        }
    }

    void kill(Moment moment) {
        once(moment, () -> {
            throw new Killed(moment);
        });
    }

    void once(Moment moment, Runnable action) {
        actions.put(moment, action);
    }

    @Override
    public void reached(Moment moment) {
        Runnable action = actions.remove(moment);
        if (action != null) {
            action.run();
        }
    }
}
