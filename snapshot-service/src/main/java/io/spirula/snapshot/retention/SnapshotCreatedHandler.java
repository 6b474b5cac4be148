package io.spirula.snapshot.retention;

import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A snapshot that this service told of is ours, with its leases, also when the database that recorded it was lost. */
@Component
class SnapshotCreatedHandler implements EventHandler<SnapshotCreated> {

    private final SnapshotRegister register;

    SnapshotCreatedHandler(SnapshotRegister register) {
        this.register = register;
    }

    @Override
    public Class<SnapshotCreated> eventClass() {
        return SnapshotCreated.class;
    }

    @Override
    public void handle(ReceivedEvent<SnapshotCreated> received) {
        register.add(SourceSnapshot.told(received.event()), received.event().targets());
    }
}
