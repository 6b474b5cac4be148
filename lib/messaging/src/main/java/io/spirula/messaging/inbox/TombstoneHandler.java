package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;

/** Takes the deletion of a key of a compacted topic; same rules as for an {@link EventHandler}. */
public interface TombstoneHandler {

    /** A compacted topic. */
    Topic topic();

    void handle(String key);
}
