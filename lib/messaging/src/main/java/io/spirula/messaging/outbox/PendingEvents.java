package io.spirula.messaging.outbox;

import io.spirula.messaging.wire.OutgoingEvent;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What one transaction has to tell. It is written as the last act before the commit, so that the counters of keys are
 * locked briefly and never while the transaction still waits for rows of the service.
 */
final class PendingEvents implements TransactionSynchronization {

    /** @param again whether it is published even if it was before */
    record Pending(OutgoingEvent event, boolean again) {}

    private final OutboxTable table;
    private final List<Pending> events = new ArrayList<>();
    private boolean written;

    private PendingEvents(OutboxTable table) {
        this.table = table;
    }

    static PendingEvents ofCurrentTransaction(OutboxTable table) {
        if (TransactionSynchronizationManager.getResource(table) instanceof PendingEvents pending) {
            return pending;
        }
        PendingEvents pending = new PendingEvents(table);
        TransactionSynchronizationManager.registerSynchronization(pending);
        pending.resume();
        return pending;
    }

    void add(OutgoingEvent event, boolean again) {
        events.add(new Pending(event, again));
        if (written) {
            write();
        }
    }

    private void write() {
        written = true;
        if (!events.isEmpty()) {
            table.write(List.copyOf(events));
            events.clear();
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        write();
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResource(table);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(table, this);
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(table);
    }
}
