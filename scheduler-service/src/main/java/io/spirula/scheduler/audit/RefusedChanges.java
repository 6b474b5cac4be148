package io.spirula.scheduler.audit;

import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.RefusalWitness;
import io.spirula.scheduler.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Records that a known caller asked for a change and may not have it, that the state of things forbids it, or that it is of
 * nothing that the caller can see. Whether that is there for somebody else is not told: who reads of it would know. A request
 * that is not valid asks for no change that could be.
 */
@Component
class RefusedChanges implements RefusalWitness {

    private static final Logger log = LoggerFactory.getLogger(RefusedChanges.class);
    private static final Set<Integer> RECORDED = Set.of(403, 404, 409);

    private final AuditLog audit;
    private final TransactionTemplate transaction;

    RefusedChanges(AuditLog audit, TransactionTemplate transaction) {
        this.audit = audit;
        this.transaction = transaction;
    }

    @Override
    public void refused(HttpServletRequest request, ProblemCode code, String detail) {
        if (RECORDED.contains(code.status())) {
            Change.of(request.getMethod(), request.getRequestURI())
                    .ifPresent(change -> caller().ifPresent(caller -> record(caller, change, code + ": " + detail)));
        }
    }

    /** The refusal stands whether or not it can be recorded: then the log is the only place that knows of it. */
    private void record(Caller caller, Change change, String detail) {
        try {
            transaction.executeWithoutResult(status -> audit.refused(caller, change.action(), change.object(), detail));
        } catch (RuntimeException e) {
            log.error("Not recorded: {} of {} by {} was refused", change.action(), change.object(), caller.name(), e);
        }
    }

    private static Optional<Caller> caller() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .map(Authentication::getPrincipal)
                .filter(Caller.class::isInstance)
                .map(Caller.class::cast);
    }
}
