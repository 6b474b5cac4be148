package io.spirula.snapshot.retention;

import io.spirula.contracts.event.PolicyChanged;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A policy may keep fewer snapshots on the source from now on. */
@Component
class PolicyChangedHandler implements EventHandler<PolicyChanged> {

    private final PolicyRules rules;
    private final SourceSnapshots snapshots;
    private final RetentionDue due;

    PolicyChangedHandler(PolicyRules rules, SourceSnapshots snapshots, RetentionDue due) {
        this.rules = rules;
        this.snapshots = snapshots;
        this.due = due;
    }

    @Override
    public Class<PolicyChanged> eventClass() {
        return PolicyChanged.class;
    }

    @Override
    public void handle(ReceivedEvent<PolicyChanged> received) {
        PolicyChanged event = received.event();
        if (rules.changed(event.name(), event.revision(), event.spec().sourceRetention())) {
            snapshots.lineagesHeldBy(event.name()).forEach(due::mark);
        }
    }
}
