package io.spirula.scheduler.audit;

import io.spirula.contracts.DerivedId;
import io.spirula.contracts.event.AuditOutcome;
import io.spirula.contracts.event.AuditRecorded;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.security.Caller;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells who did what, in the transaction in which it is done. */
@Component
public class AuditLog {

    /** Who does what nobody asked for, as the schedule does. No token can have this name. */
    public static final String SCHEDULE = "service:scheduler";

    private final EventOutbox outbox;
    private final Ids ids;
    private final Clock clock;

    public AuditLog(EventOutbox outbox, Ids ids, Clock clock) {
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** A change that was made at once. */
    public void completed(Caller caller, String tenant, String action, String object, String detail) {
        record(caller.name(), tenant, action, object, AuditOutcome.COMPLETED, detail);
    }

    /** A command that was accepted; how it ends is told by its own events. */
    public void accepted(Caller caller, String tenant, String action, String object, String detail) {
        record(caller.name(), tenant, action, object, AuditOutcome.ACCEPTED, detail);
    }

    /** What was accepted before ended. Telling the same end again tells the same record. */
    public void ended(String actor, String tenant, String action, String object, AuditOutcome outcome, String detail) {
        UUID id = DerivedId.of("audit", action, object, outcome.name());
        outbox.append(new AuditRecorded(id, clock.instant(), actor, tenant, action, object, outcome, detail));
    }

    /** A change that was not made, since the caller may not ask for it, or the state of things forbids it. */
    void refused(Caller caller, String action, String object, String detail) {
        record(caller.name(), caller.tenant(), action, object, AuditOutcome.REFUSED, detail);
    }

    private void record(
            String actor, String tenant, String action, String object, AuditOutcome outcome, String detail) {
        outbox.append(new AuditRecorded(ids.next(), clock.instant(), actor, tenant, action, object, outcome, detail));
    }
}
