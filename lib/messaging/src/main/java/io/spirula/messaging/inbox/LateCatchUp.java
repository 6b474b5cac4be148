package io.spirula.messaging.inbox;

import io.spirula.messaging.catchup.CatchUp;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Handlers of events ask whether the service has caught up, which itself depends on what they handle: it is looked for when it
 * is asked.
 */
record LateCatchUp(Supplier<PositionCatchUp> positions, Supplier<Map<String, String>> deniedTopics) implements CatchUp {

    @Override
    public boolean isComplete() {
        return positions.get().isComplete();
    }

    @Override
    public Map<String, String> unread() {
        Map<String, String> unread = positions.get().unread();
        denied().forEach(unread::replace);
        return unread;
    }

    @Override
    public Map<String, String> denied() {
        return deniedTopics.get();
    }
}
