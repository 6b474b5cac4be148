package io.spirula.transfer.audit;

import io.spirula.contracts.PointId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.VerificationCompleted;
import io.spirula.contracts.event.VerificationFailed;
import io.spirula.contracts.event.VerificationRequested;
import io.spirula.contracts.event.VerificationResult;
import io.spirula.messaging.outbox.EventOutbox;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stores and tells how orders to verify end: each once, whoever comes first. Every method needs a transaction. */
@Component
public class VerificationAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(VerificationAnswers.class);

    private final VerificationStore verifications;
    private final EventOutbox outbox;
    private final Clock clock;

    VerificationAnswers(VerificationStore verifications, EventOutbox outbox, Clock clock) {
        this.verifications = verifications;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Both were compared.
     *
     * @param quarantined copies that are out of use since they differ
     * @param difference null if there is none
     */
    void completed(
            VerificationRequested order, PointId point, long bytes, int quarantined, @Nullable Reason difference) {
        Instant now = clock.instant();
        end(
                order,
                new VerificationCompleted(
                        order.verification(),
                        order.lineage(),
                        order.ref(),
                        order.target(),
                        order.tenant(),
                        difference == null ? VerificationResult.EQUAL : VerificationResult.DIFFERENT,
                        point,
                        bytes,
                        quarantined,
                        difference,
                        now),
                now);
    }

    public void failed(VerificationRequested order, Reason why) {
        Instant now = clock.instant();
        end(
                order,
                new VerificationFailed(
                        order.verification(), order.lineage(), order.ref(), order.target(), order.tenant(), why, now),
                now);
    }

    /** Its time is over. */
    public void late(Verification verification) {
        String trouble = verification.trouble();
        failed(
                verification.request(),
                new Reason(
                        "DEADLINE",
                        "the replica was not compared whole by the deadline, " + verification.compared()
                                + " bytes of it were: "
                                + (trouble == null ? "copies came first, or it takes longer; verify again" : trouble)));
    }

    private void end(VerificationRequested order, Event outcome, Instant now) {
        if (verifications.ended(order.verification(), outcome, now)) {
            outbox.append(outcome);
            LOG.info(
                    "verification={} of {} on {} ended: {}",
                    order.verification(),
                    order.lineage(),
                    order.target().key(),
                    outcome);
        }
    }

    /** Tells again how it ended. */
    void again(VerificationRequested order) {
        verifications.outcome(order.verification()).ifPresent(outbox::republish);
    }
}
