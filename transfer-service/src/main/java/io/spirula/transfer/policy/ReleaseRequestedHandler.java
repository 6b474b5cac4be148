package io.spirula.transfer.policy;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.RouteStore;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Nothing goes to some targets of an image any more, though their policy may live on: they let go of its source snapshots.
 * The release of a whole image is snapshot-service's alone.
 */
@Component
final class ReleaseRequestedHandler implements EventHandler<ReleaseRequested> {

    private final PolicyStore policies;
    private final RouteStore routes;

    ReleaseRequestedHandler(PolicyStore policies, RouteStore routes) {
        this.policies = policies;
        this.routes = routes;
    }

    @Override
    public Class<ReleaseRequested> eventClass() {
        return ReleaseRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<ReleaseRequested> received) {
        ReleaseRequested event = received.event();
        List<TargetRef> targets = event.targets();
        if (targets == null) {
            return;
        }
        for (TargetRef target : targets) {
            Route route = new Route(event.lineage(), target.key());
            policies.abandon(route, event.command());
            routes.requestTidy(route);
        }
    }
}
