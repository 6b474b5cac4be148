package io.spirula.scheduler.protection;

import io.spirula.scheduler.schedule.DueTimes;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Brings back runs that a clock that was ahead put off too far. Harmless when several instances do it at once. */
@Component
public class DueReview {

    private static final Logger log = LoggerFactory.getLogger(DueReview.class);

    private final ProtectionStore protections;
    private final Clock clock;

    public DueReview(ProtectionStore protections, Clock clock) {
        this.protections = protections;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT1S", fixedDelayString = "PT1M")
    public void bringBack() {
        Instant now = clock.instant();
        protections.all().forEach(protection -> bringBack(protection, now));
    }

    private void bringBack(Protection protection, Instant now) {
        Instant known = protection.nextDue();
        if (known == null) {
            return;
        }
        Instant right = DueTimes.of(protection.schedule(), protection.lineage()).notTooLate(known, now);
        if (!right.equals(known) && protections.moveNextDue(protection, right)) {
            log.warn(
                    "The next run of {} under policy {} was put off to {}, later than its schedule; it is due at {}",
                    protection.ref().text(),
                    protection.policy(),
                    known,
                    right);
        }
    }
}
