package io.spirula.transfer.lease;

import io.spirula.contracts.event.LeaseReleased;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.RouteStore;
import org.springframework.stereotype.Component;

/** A copy is not used any more: perhaps nothing keeps it now. */
@Component
final class LeaseReleasedHandler implements EventHandler<LeaseReleased> {

    private final LeaseStore leases;
    private final CopyStore copies;
    private final RouteStore routes;

    LeaseReleasedHandler(LeaseStore leases, CopyStore copies, RouteStore routes) {
        this.leases = leases;
        this.copies = copies;
        this.routes = routes;
    }

    @Override
    public Class<LeaseReleased> eventClass() {
        return LeaseReleased.class;
    }

    @Override
    public void handle(ReceivedEvent<LeaseReleased> received) {
        LeaseReleased release = received.event();
        leases.release(release);
        copies.find(release.copy())
                .ifPresent(copy -> routes.requestTidy(
                        new Route(copy.told().lineage(), copy.told().target().key())));
    }
}
