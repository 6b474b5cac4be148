package io.spirula.scheduler.verification;

import io.spirula.contracts.event.AuditOutcome;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.VerificationCompleted;
import io.spirula.contracts.event.VerificationFailed;
import io.spirula.contracts.event.VerificationResult;
import io.spirula.scheduler.audit.AuditLog;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Records how verifications ended, and tells it for the audit. Needs a transaction. */
@Component
class VerificationEnds {

    private final VerificationStore verifications;
    private final AuditLog audit;

    VerificationEnds(VerificationStore verifications, AuditLog audit) {
        this.verifications = verifications;
        this.audit = audit;
    }

    void completed(VerificationCompleted event) {
        verifications
                .completed(event)
                .ifPresent(verification -> tell(verification, AuditOutcome.COMPLETED, found(event)));
    }

    private static String found(VerificationCompleted event) {
        String what = event.ref().text() + " on " + event.target().name() + ": ";
        Reason difference = event.reason();
        return event.result() == VerificationResult.EQUAL || difference == null
                ? what + "equal, " + event.bytesCompared() + " bytes were read from each side"
                : what + "different, " + event.quarantined() + " copies are quarantined: " + difference.text();
    }

    void failed(VerificationFailed event) {
        verifications.failed(event).ifPresent(this::tellFailure);
    }

    /** Fails those that are open though their deadline was at this moment or before, and returns them. */
    List<VerificationView> giveUp(Instant deadline, Instant now) {
        List<VerificationView> givenUp = verifications.giveUp(deadline, now);
        givenUp.forEach(this::tellFailure);
        return givenUp;
    }

    private void tellFailure(VerificationView verification) {
        Reason reason = verification.reason();
        tell(verification, AuditOutcome.FAILED, reason == null ? "" : reason.code() + ": " + reason.text());
    }

    private void tell(VerificationView verification, AuditOutcome outcome, String detail) {
        audit.ended(
                verification.requestedBy(),
                verification.tenant(),
                VerificationService.REQUEST,
                "verification/" + verification.id(),
                outcome,
                detail);
    }
}
