package io.spirula.scheduler.restore;

import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.AuditOutcome;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreCancelled;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.scheduler.audit.AuditLog;
import org.springframework.stereotype.Component;

/** Records how restores ended, and tells it for the audit. Needs a transaction. */
@Component
class RestoreEnds {

    private final RestoreStore restores;
    private final AuditLog audit;

    RestoreEnds(RestoreStore restores, AuditLog audit) {
        this.restores = restores;
        this.audit = audit;
    }

    void completed(RestoreCompleted event) {
        restores.completed(event);
        Reason accepted = event.accepted();
        tell(
                event.restore(),
                AuditOutcome.COMPLETED,
                event.destination().text() + " has image " + event.image().text() + ", " + event.bytesWritten()
                        + " bytes were written"
                        + (accepted == null ? "" : "; " + accepted.code() + ": " + accepted.text()));
    }

    void failed(RestoreFailed event) {
        restores.failed(event);
        tell(
                event.restore(),
                AuditOutcome.FAILED,
                event.reason().code() + ": " + event.reason().text());
    }

    void cancelled(RestoreCancelled event) {
        restores.cancelled(event);
        tell(
                event.restore(),
                AuditOutcome.CANCELLED,
                event.reason().code() + ": " + event.reason().text());
    }

    private void tell(RestoreId id, AuditOutcome outcome, String detail) {
        restores.find(id.value())
                .ifPresent(restore -> audit.ended(
                        restore.requestedBy(),
                        restore.tenant(),
                        RestoreService.REQUEST,
                        "restore/" + id,
                        outcome,
                        detail));
    }
}
