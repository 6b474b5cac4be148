package io.spirula.scheduler.protection;

import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.messaging.catchup.CatchUp;
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
    private final StragglerStore stragglers;
    private final CatchUp catchUp;

    StragglerHandler(ProtectionService protections, StragglerStore stragglers, CatchUp catchUp) {
        this.protections = protections;
        this.stragglers = stragglers;
        this.catchUp = catchUp;
    }

    @Override
    public Class<SnapshotCreated> eventClass() {
        return SnapshotCreated.class;
    }

    @Override
    public void handle(ReceivedEvent<SnapshotCreated> received) {
        Straggler straggler = Straggler.of(received.event());
        if (catchUp.isComplete()) {
            protections.releaseStraggler(straggler);
        } else if (!protections.protects(straggler.lineage())) {
            stragglers.add(straggler);
        }
    }
}
