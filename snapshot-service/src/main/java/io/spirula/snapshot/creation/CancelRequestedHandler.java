package io.spirula.snapshot.creation;

import io.spirula.contracts.event.CancelRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import org.springframework.stereotype.Component;

/** Remembers that a run was given up, also when its backup was not asked for yet. */
@Component
class CancelRequestedHandler implements EventHandler<CancelRequested> {

    private final BackupRuns runs;
    private final WorkWaker waker;

    CancelRequestedHandler(BackupRuns runs, WorkWaker waker) {
        this.runs = runs;
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
        waker.wake(SnapshotWorker.QUEUE, event.run().toString());
    }
}
