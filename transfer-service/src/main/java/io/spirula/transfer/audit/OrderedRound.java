package io.spirula.transfer.audit;

import io.spirula.contracts.VerificationId;
import io.spirula.contracts.event.Reason;
import io.spirula.transfer.copy.TrackedCopy;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** A round that somebody wants now, from the beginning. When it ends, it counts as one of those that the policy asks for. */
public final class OrderedRound implements Round {

    private final VerificationId id;
    private final UUID replica;
    private final VerificationStore verifications;
    private final VerificationAnswers answers;
    private final AuditStore audits;
    private final Clock clock;

    public OrderedRound(
            VerificationId id,
            UUID replica,
            VerificationStore verifications,
            VerificationAnswers answers,
            AuditStore audits,
            Clock clock) {
        this.id = id;
        this.replica = replica;
        this.verifications = verifications;
        this.answers = answers;
        this.audits = audits;
        this.clock = clock;
    }

    private Verification order() {
        return verifications.find(id).orElseThrow();
    }

    @Override
    public int rank() {
        return 1;
    }

    @Override
    public Instant began() {
        return order().request().requestedAt();
    }

    /** After a part others have their turn. */
    @Override
    public Instant waitsSince() {
        Verification order = order();
        return order.notBefore() == null ? order.request().requestedAt() : order.notBefore();
    }

    @Override
    public AuditPlan next(long size, long most) {
        Verification order = order();
        if (order.endedAt() != null) {
            return new AuditPlan.Later(order.endedAt());
        }
        long reached = replica.equals(order.replica()) ? order.reached() : 0;
        return AuditPlan.atOnce(size, reached, most);
    }

    @Override
    public void advanced(TrackedCopy copy, AuditPlan.Slice slice, long bytesCompared) {
        if (slice.from() == 0) {
            verifications.begun(id, replica);
        }
        verifications.reached(id, slice.to(), bytesCompared, clock.instant());
        if (slice.to() >= copy.told().size()) {
            Instant now = clock.instant();
            audits.begin(replica, now);
            audits.whole(replica, now);
            Verification order = order();
            answers.completed(order.request(), copy.told().point(), order.compared(), 0, null);
        }
    }

    @Override
    public void differs(TrackedCopy copy, int quarantined, Reason why) {
        Verification order = order();
        answers.completed(order.request(), copy.told().point(), order.compared(), quarantined, why);
    }

    @Override
    public void putOff(Instant until, Reason why) {
        verifications.putOff(id, until, why.code() + ": " + why.text());
    }

    @Override
    public void cannot(Instant again, Reason why) {
        answers.failed(order().request(), why);
    }
}
