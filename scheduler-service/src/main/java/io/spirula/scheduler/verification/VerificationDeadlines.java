package io.spirula.scheduler.verification;

import io.spirula.messaging.catchup.CatchUp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives up verifications of whose end nothing was heard, so that none is open for ever. Safe for use by many threads. */
@Component
public class VerificationDeadlines {

    private static final Logger log = LoggerFactory.getLogger(VerificationDeadlines.class);
    /** What transfer-service itself says of one that is too late comes first. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final VerificationEnds ends;
    private final CatchUp catchUp;
    private final Clock clock;

    VerificationDeadlines(VerificationEnds ends, CatchUp catchUp, Clock clock) {
        this.ends = ends;
        this.catchUp = catchUp;
        this.clock = clock;
    }

    /** How one really ended only transfer-service can tell; that we stopped waiting for it is told as audit. */
    @Scheduled(initialDelayString = "PT30S", fixedDelayString = "PT30S")
    @Transactional
    public void expire() {
        if (!catchUp.isComplete()) {
            return;
        }
        Instant now = clock.instant();
        ends.giveUp(now.minus(GRACE), now)
                .forEach(verification -> log.warn(
                        "Nothing was heard of the end of verification {} by its deadline; it failed",
                        verification.id()));
    }
}
