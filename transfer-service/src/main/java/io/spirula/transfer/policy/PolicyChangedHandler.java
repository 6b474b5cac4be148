package io.spirula.transfer.policy;

import io.spirula.contracts.event.PolicyChanged;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.transfer.copy.RouteStore;
import org.springframework.stereotype.Component;

/** A policy changed: targets may have been given up, and other points may have to stay. */
@Component
final class PolicyChangedHandler implements EventHandler<PolicyChanged> {

    private final PolicyStore policies;
    private final RouteStore routes;

    PolicyChangedHandler(PolicyStore policies, RouteStore routes) {
        this.policies = policies;
        this.routes = routes;
    }

    @Override
    public Class<PolicyChanged> eventClass() {
        return PolicyChanged.class;
    }

    @Override
    public void handle(ReceivedEvent<PolicyChanged> received) {
        PolicyChanged event = received.event();
        if (policies.change(
                event.name(),
                event.revision(),
                event.spec().targets(),
                event.spec().limits())) {
            routes.requestTidyOfPolicy(event.name());
        }
    }
}
