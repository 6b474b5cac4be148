package io.spirula.scheduler.protection;

import io.spirula.contracts.DerivedId;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/**
 * Lets go of a snapshot that was made after its image was released: request and release travel on different topics, so the
 * release may arrive first.
 */
@Component
class StragglerHandler implements EventHandler<SnapshotCreated> {

    private final ProtectionService protections;

    StragglerHandler(ProtectionService protections) {
        this.protections = protections;
    }

    @Override
    public Class<SnapshotCreated> eventClass() {
        return SnapshotCreated.class;
    }

    @Override
    public void handle(ReceivedEvent<SnapshotCreated> received) {
        SnapshotCreated event = received.event();
        if (!protections.protects(event.lineage())) {
            protections.release(
                    DerivedId.of("straggler", event.point().toString()),
                    event.lineage(),
                    event.image(),
                    event.ref(),
                    "a snapshot was made after the image was released");
        }
    }
}
