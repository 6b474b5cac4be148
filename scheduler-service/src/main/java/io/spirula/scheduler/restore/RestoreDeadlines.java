package io.spirula.scheduler.restore;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Gives up restores of whose end nothing was heard, so that none is open for ever. Safe for use by many threads. */
@Component
public class RestoreDeadlines {

    private static final Logger log = LoggerFactory.getLogger(RestoreDeadlines.class);

    /** What restore-service itself says of a restore that is too late comes first. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final RestoreStore restores;
    private final Clock clock;

    RestoreDeadlines(RestoreStore restores, Clock clock) {
        this.restores = restores;
        this.clock = clock;
    }

    public void expire() {
        Instant now = clock.instant();
        restores.giveUp(now.minus(GRACE), now)
                .forEach(id -> log.warn("Nothing was heard of the end of restore {} by its deadline; it failed", id));
    }
}
