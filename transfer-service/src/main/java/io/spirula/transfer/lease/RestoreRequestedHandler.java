package io.spirula.transfer.lease;

import io.spirula.contracts.event.RestoreRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.transfer.copy.CopyStore;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * Somebody wants a copy restored: it stays until the lease for that was decided on, however long restore-service takes to
 * ask for it. A removal that has begun goes on.
 */
@Component
final class RestoreRequestedHandler implements EventHandler<RestoreRequested> {

    private final LeaseStore leases;
    private final CopyStore copies;
    private final Clock clock;

    RestoreRequestedHandler(LeaseStore leases, CopyStore copies, Clock clock) {
        this.leases = leases;
        this.copies = copies;
        this.clock = clock;
    }

    @Override
    public Class<RestoreRequested> eventClass() {
        return RestoreRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<RestoreRequested> received) {
        RestoreRequested restore = received.event();
        // with the copy locked, so that retention has either begun to remove it or sees this
        if (clock.instant().isBefore(restore.deadline())
                && copies.lock(restore.copy()).isPresent()) {
            leases.announce(restore);
        }
    }
}
