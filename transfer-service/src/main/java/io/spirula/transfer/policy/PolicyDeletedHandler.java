package io.spirula.transfer.policy;

import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.transfer.copy.RouteStore;
import org.springframework.stereotype.Component;

/** A policy is gone: its targets are given up. Copies stay. */
@Component
final class PolicyDeletedHandler implements EventHandler<PolicyDeleted> {

    private final PolicyStore policies;
    private final RouteStore routes;

    PolicyDeletedHandler(PolicyStore policies, RouteStore routes) {
        this.policies = policies;
        this.routes = routes;
    }

    @Override
    public Class<PolicyDeleted> eventClass() {
        return PolicyDeleted.class;
    }

    @Override
    public void handle(ReceivedEvent<PolicyDeleted> received) {
        PolicyDeleted event = received.event();
        if (policies.delete(event.name(), event.revision())) {
            routes.requestTidyOfPolicy(event.name());
        }
    }
}
