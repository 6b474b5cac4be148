package io.spirula.snapshot.retention;

import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A policy's rule is void; its images are released by commands of their own. */
@Component
class PolicyDeletedHandler implements EventHandler<PolicyDeleted> {

    private final PolicyRules rules;
    private final SourceSnapshots snapshots;
    private final RetentionDue due;

    PolicyDeletedHandler(PolicyRules rules, SourceSnapshots snapshots, RetentionDue due) {
        this.rules = rules;
        this.snapshots = snapshots;
        this.due = due;
    }

    @Override
    public Class<PolicyDeleted> eventClass() {
        return PolicyDeleted.class;
    }

    @Override
    public void handle(ReceivedEvent<PolicyDeleted> received) {
        PolicyDeleted event = received.event();
        if (rules.deleted(event.name(), event.revision())) {
            snapshots.lineagesHeldBy(event.name()).forEach(due::mark);
        }
    }
}
