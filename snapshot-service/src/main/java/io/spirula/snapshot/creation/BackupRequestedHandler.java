package io.spirula.snapshot.creation;

import io.spirula.contracts.event.BackupRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import org.springframework.stereotype.Component;

/** Stores a backup as work to do. */
@Component
class BackupRequestedHandler implements EventHandler<BackupRequested> {

    private final BackupRuns runs;
    private final WorkWaker waker;

    BackupRequestedHandler(BackupRuns runs, WorkWaker waker) {
        this.runs = runs;
        this.waker = waker;
    }

    @Override
    public Class<BackupRequested> eventClass() {
        return BackupRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<BackupRequested> received) {
        runs.request(received.event());
        waker.wake(SnapshotWorker.QUEUE, received.event().run().toString());
    }
}
