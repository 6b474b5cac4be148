package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;
import java.util.Set;

/** What this service consumes. */
@FunctionalInterface
public interface ConsumedTopics {

    Set<Topic> topics();
}
