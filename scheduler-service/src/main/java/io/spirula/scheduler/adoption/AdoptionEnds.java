package io.spirula.scheduler.adoption;

import io.spirula.contracts.event.AdoptionCompleted;
import io.spirula.contracts.event.AdoptionFailed;
import io.spirula.contracts.event.AuditOutcome;
import io.spirula.contracts.event.Reason;
import io.spirula.scheduler.audit.AuditLog;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Records how adoptions ended, and tells it for the audit. Needs a transaction. */
@Component
class AdoptionEnds {

    private final AdoptionStore adoptions;
    private final AuditLog audit;

    AdoptionEnds(AdoptionStore adoptions, AuditLog audit) {
        this.adoptions = adoptions;
        this.audit = audit;
    }

    void completed(AdoptionCompleted event) {
        adoptions
                .completed(event)
                .ifPresent(adoption -> tell(
                        adoption,
                        AuditOutcome.COMPLETED,
                        adoption.place() + " has " + event.replicas() + " replicas: " + event.adopted()
                                + " points were taken up, " + event.known() + " points were known, "
                                + event.refused() + " replicas and points were left alone"));
    }

    void failed(AdoptionFailed event) {
        adoptions.failed(event).ifPresent(this::tellFailure);
    }

    /** Fails those that are open though their deadline was at this moment or before, and returns them. */
    List<AdoptionView> giveUp(Instant deadline, Instant now) {
        List<AdoptionView> givenUp = adoptions.giveUp(deadline, now);
        givenUp.forEach(this::tellFailure);
        return givenUp;
    }

    private void tellFailure(AdoptionView adoption) {
        Reason reason = adoption.reason();
        tell(adoption, AuditOutcome.FAILED, reason == null ? "" : reason.code() + ": " + reason.text());
    }

    private void tell(AdoptionView adoption, AuditOutcome outcome, String detail) {
        audit.ended(
                adoption.requestedBy(),
                adoption.tenant(),
                AdoptionService.REQUEST,
                "adoption/" + adoption.id(),
                outcome,
                detail);
    }
}
