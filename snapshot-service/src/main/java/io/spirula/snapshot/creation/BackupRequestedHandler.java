package io.spirula.snapshot.creation;

import io.spirula.contracts.event.BackupRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Stores a backup as work to do. */
@Component
class BackupRequestedHandler implements EventHandler<BackupRequested> {

    private final BackupRuns runs;
    private final WorkWaker waker;
    private final Clock clock;

    BackupRequestedHandler(BackupRuns runs, WorkWaker waker, Clock clock) {
        this.runs = runs;
        this.waker = waker;
        this.clock = clock;
    }

    @Override
    public Class<BackupRequested> eventClass() {
        return BackupRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<BackupRequested> received) {
        runs.request(received.event(), clock.instant());
        waker.wake(SnapshotWorker.QUEUE, received.event().run().toString());
    }
}
