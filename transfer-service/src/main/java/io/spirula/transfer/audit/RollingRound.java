package io.spirula.transfer.audit;

import io.spirula.contracts.event.Reason;
import io.spirula.transfer.copy.TrackedCopy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The round that a policy asks for, spread over its period. */
public final class RollingRound implements Round {

    private static final Logger LOG = LoggerFactory.getLogger(RollingRound.class);

    private final UUID replica;
    private final Duration period;
    private final AuditStore audits;
    private final Clock clock;

    public RollingRound(UUID replica, Duration period, AuditStore audits, Clock clock) {
        this.replica = replica;
        this.period = period;
        this.audits = audits;
        this.clock = clock;
    }

    private Audit audit() {
        return audits.find(replica).orElseThrow();
    }

    @Override
    public int rank() {
        return 2;
    }

    @Override
    public Instant began() {
        return audit().roundBegan();
    }

    @Override
    public Instant waitsSince() {
        return audit().dueAt();
    }

    @Override
    public AuditPlan next(long size, long most) {
        Audit audit = audit();
        return AuditPlan.of(size, audit.reached(), audit.roundBegan(), period, clock.instant(), most);
    }

    @Override
    public void advanced(TrackedCopy copy, AuditPlan.Slice slice, long bytesCompared) {
        Instant now = clock.instant();
        audits.reached(replica, slice.to(), bytesCompared, now);
        if (slice.to() >= copy.told().size()) {
            audits.whole(replica, now);
            LOG.info("copy={} all of its replica was compared with the source: equal", copy.id());
        }
    }

    /** What follows is decided when somebody looks again: another copy may be left to compare. */
    @Override
    public void differs(TrackedCopy copy, int quarantined, Reason why) {
        audits.postpone(replica, clock.instant());
    }

    @Override
    public void putOff(Instant until, Reason why) {
        audits.postpone(replica, until);
    }

    @Override
    public void cannot(Instant again, Reason why) {
        audits.postpone(replica, again);
    }
}
