package io.spirula.scheduler.restore;

import io.spirula.contracts.event.AuditOutcome;
import io.spirula.contracts.event.Reason;
import io.spirula.scheduler.audit.AuditLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives up restores of whose end nothing was heard, so that none is open for ever. Safe for use by many threads. */
@Component
public class RestoreDeadlines {

    private static final Logger log = LoggerFactory.getLogger(RestoreDeadlines.class);

    /** What restore-service itself says of a restore that is too late comes first. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final RestoreStore restores;
    private final AuditLog audit;
    private final Clock clock;

    RestoreDeadlines(RestoreStore restores, AuditLog audit, Clock clock) {
        this.restores = restores;
        this.audit = audit;
        this.clock = clock;
    }

    /** How a restore really ended only restore-service can tell; that we stopped waiting for it is told as audit. */
    @Transactional
    public void expire() {
        Instant now = clock.instant();
        restores.giveUp(now.minus(GRACE), now).forEach(this::tell);
    }

    private void tell(Restore restore) {
        log.warn("Nothing was heard of the end of restore {} by its deadline; it failed", restore.id());
        Reason reason = restore.reason();
        audit.ended(
                restore.requestedBy(),
                restore.tenant(),
                RestoreService.REQUEST,
                "restore/" + restore.id(),
                AuditOutcome.FAILED,
                reason == null ? "" : reason.code() + ": " + reason.text());
    }
}
