package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;
import java.util.Set;
import org.springframework.transaction.IllegalTransactionStateException;

/**
 * Reads topics again from their beginning, to rebuild projections.
 *
 * <p>Call it in the transaction that empties the projections: positions and the memory of received events go with its
 * commit. All instances of the service notice within two seconds. How far that is tells {@link ReadAgain}.
 */
public interface Replay {

    /**
     * @throws IllegalTransactionStateException when there is no transaction
     * @throws IllegalArgumentException when nothing in this service consumes one of the topics
     */
    void fromBeginning(Set<Topic> topics);
}
