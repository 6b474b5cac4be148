package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;

/** Knows the topics that were set back, see {@link Replay}. */
@FunctionalInterface
public interface ReadAgain {

    /**
     * Whether a topic that was set back is not yet read as far as it was then. Until it is, what its records fill may be
     * empty or say what held long ago: nothing may be deleted by it.
     */
    boolean isUnderWay(Topic topic);
}
