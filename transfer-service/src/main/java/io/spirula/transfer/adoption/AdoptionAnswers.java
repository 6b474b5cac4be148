package io.spirula.transfer.adoption;

import io.spirula.contracts.event.AdoptionCompleted;
import io.spirula.contracts.event.AdoptionFailed;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.outbox.EventOutbox;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stores and tells how orders end. Every method needs a transaction. */
@Component
class AdoptionAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(AdoptionAnswers.class);
    private static final int TOLD = 100;

    private final AdoptionStore adoptions;
    private final EventOutbox outbox;
    private final Clock clock;

    AdoptionAnswers(AdoptionStore adoptions, EventOutbox outbox, Clock clock) {
        this.adoptions = adoptions;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Everything was decided. */
    void complete(Adoption adoption) {
        end(adoption);
    }

    void fail(Adoption adoption, Reason why) {
        adoptions.trouble(adoption.id(), why);
        end(adoption);
    }

    private void end(Adoption adoption) {
        Instant now = clock.instant();
        adoptions.ended(adoption.id(), now);
        Event outcome = outcome(adoptions.find(adoption.id()).orElseThrow(), now);
        outbox.append(outcome);
        LOG.info("adoption={} place={}/{} ended: {}", adoption.id(), adoption.cluster(), adoption.pool(), outcome);
    }

    /** Tells again how it ended. */
    void again(Adoption adoption, Instant endedAt) {
        outbox.republish(outcome(adoption, endedAt));
    }

    private Event outcome(Adoption adoption, Instant endedAt) {
        Reason trouble = adoption.trouble();
        if (trouble != null) {
            return new AdoptionFailed(
                    adoption.id(), adoption.cluster(), adoption.pool(), adoption.namespace(), trouble, endedAt);
        }
        AdoptionStore.Tally tally = adoptions.tally(adoption.id());
        return new AdoptionCompleted(
                adoption.id(),
                adoption.cluster(),
                adoption.pool(),
                adoption.namespace(),
                tally.replicas(),
                tally.adopted(),
                tally.known(),
                tally.refused(),
                adoptions.refusals(adoption.id(), TOLD),
                endedAt);
    }
}
