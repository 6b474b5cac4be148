package io.spirula.snapshot.creation;

import io.spirula.contracts.event.CancelRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import io.spirula.snapshot.retention.SnapshotRegister;
import org.springframework.stereotype.Component;

/** Remembers that a run was given up, also when its backup was not asked for yet. */
@Component
class CancelRequestedHandler implements EventHandler<CancelRequested> {

    private final BackupRuns runs;
    private final SnapshotRegister register;
    private final WorkWaker waker;

    CancelRequestedHandler(BackupRuns runs, SnapshotRegister register, WorkWaker waker) {
        this.runs = runs;
        this.register = register;
        this.waker = waker;
    }

    @Override
    public Class<CancelRequested> eventClass() {
        return CancelRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<CancelRequested> received) {
        CancelRequested event = received.event();
        runs.cancel(event.run(), event.requestedBy(), event.requestedAt());
        register.runCancelled(event.lineage());
        waker.wake(SnapshotWorker.QUEUE, event.run().toString());
    }
}
