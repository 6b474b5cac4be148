package io.spirula.transfer.policy;

import io.spirula.contracts.event.PolicyChanged;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.transfer.audit.AuditStore;
import io.spirula.transfer.copy.RouteStore;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** A policy changed: targets may have been given up, and other points may have to stay. */
@Component
final class PolicyChangedHandler implements EventHandler<PolicyChanged> {

    private final PolicyStore policies;
    private final RouteStore routes;
    private final AuditStore audits;
    private final Clock clock;

    PolicyChangedHandler(PolicyStore policies, RouteStore routes, AuditStore audits, Clock clock) {
        this.policies = policies;
        this.routes = routes;
        this.audits = audits;
        this.clock = clock;
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
                event.spec().limits(),
                event.spec().auditRule())) {
            routes.requestTidyOfPolicy(event.name());
            audits.requestLookOfPolicy(event.name(), clock.instant());
        }
    }
}
