package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;
import java.util.List;
import java.util.Set;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

final class TransactionalReplay implements Replay {

    private final Subscriptions subscriptions;
    private final PositionTable positions;
    private final InboxTable inbox;

    TransactionalReplay(Subscriptions subscriptions, PositionTable positions, InboxTable inbox) {
        this.subscriptions = subscriptions;
        this.positions = positions;
        this.inbox = inbox;
    }

    @Override
    public void fromBeginning(Set<Topic> topics) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalTransactionStateException(
                    "REPLAY_NEEDS_TRANSACTION: topics are read again with the transaction that empties what they filled");
        }
        if (!subscriptions.topics().containsAll(topics)) {
            throw new IllegalArgumentException(
                    "This service consumes " + subscriptions.topics() + ", not all of " + topics);
        }
        if (topics.isEmpty()) {
            return;
        }
        List<String> names = topics.stream().map(Topic::wireName).sorted().toList();
        positions.reset(names);
        inbox.forget(names);
    }
}
