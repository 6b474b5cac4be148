package io.spirula.messaging.outbox;

import io.spirula.contracts.event.Topic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells again what the tables of the service know and belongs on a compacted topic, as it is now and under the ids that it was
 * told with. The bean of a topic is asked when that was deleted and made again, once the service has caught up.
 */
public interface Retelling {

    /** Only this service writes to it. */
    Topic topic();

    /**
     * Tells one thing in the current transaction, and keeps it from changing until that ends: what is told last stays. Returns
     * its key; empty when there are no more.
     *
     * @param key the one after it is to be told, in an order that stays; null for the first one
     */
    Optional<String> tellAfter(@Nullable String key);
}
