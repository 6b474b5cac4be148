package io.spirula.transfer.lease;

import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.LeaseRefused;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.TrackedCopy;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Stores and tells how requests for leases are decided. Every method needs a transaction. */
@Component
class LeaseAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseAnswers.class);

    private final LeaseStore leases;
    private final CopyStore copies;
    private final EventOutbox outbox;
    private final Clock clock;

    LeaseAnswers(LeaseStore leases, CopyStore copies, EventOutbox outbox, Clock clock) {
        this.leases = leases;
        this.copies = copies;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Grants the lease unless something speaks against it by now. The snapshot was seen on the target. */
    void grant(Lease lease) {
        Optional<TrackedCopy> copy = copies.lock(lease.copy());
        Optional<Reason> objection = LeaseDecision.objection(lease, copy);
        if (objection.isPresent()) {
            refuse(lease, objection.get());
            return;
        }
        Instant now = clock.instant();
        if (leases.decide(lease.id(), LeaseState.GRANTED, null, now)) {
            outbox.append(granted(lease, copy.orElseThrow(), now));
            LOG.info("lease={} copy={} granted holder={}", lease.id(), lease.copy(), lease.holder());
        }
    }

    void refuse(Lease lease, Reason why) {
        Instant now = clock.instant();
        if (leases.decide(lease.id(), LeaseState.REFUSED, why, now)) {
            outbox.append(new LeaseRefused(lease.id(), lease.lineage(), lease.copy(), why, now));
            LOG.info(
                    "lease={} copy={} refused holder={} code={}", lease.id(), lease.copy(), lease.holder(), why.code());
        }
    }

    /** Tells a decision again; nothing about a lease that has ended. */
    void again(Lease lease) {
        Instant decidedAt = lease.decidedAt() == null ? lease.requestedAt() : lease.decidedAt();
        if (lease.state() == LeaseState.GRANTED) {
            copies.find(lease.copy()).ifPresent(copy -> outbox.republish(granted(lease, copy, decidedAt)));
        } else if (lease.state() == LeaseState.REFUSED && lease.reason() != null) {
            outbox.republish(new LeaseRefused(lease.id(), lease.lineage(), lease.copy(), lease.reason(), decidedAt));
        }
    }

    private static LeaseGranted granted(Lease lease, TrackedCopy copy, Instant at) {
        return new LeaseGranted(
                lease.id(),
                lease.lineage(),
                lease.copy(),
                Objects.requireNonNull(copy.told().replica(), "replica of a complete copy"),
                copy.told().snapshot(),
                copy.told().size(),
                at,
                copy.told().digest());
    }
}
