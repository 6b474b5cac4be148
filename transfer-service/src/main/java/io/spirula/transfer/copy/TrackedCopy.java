package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.MoveSettings;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.VerifyMode;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A copy as this service keeps it: what everybody is told, and what only its own workers need. Every change is a method
 * that checks whether it is legal; none of them bumps the version, see {@link CopyTransitions}.
 *
 * @param told what the newest CopyChanged says
 * @param settings how it is made
 * @param deadline a failure after this moment is final; a copy that arrives later is a point all the same
 * @param replica the generation that holds or receives it; null until that is decided
 * @param failures attempts that failed in a row
 * @param nextAttemptAt not tried again before; null when it may be tried at once
 * @param released what was told when the source snapshot was let go of for this target; null while it is held
 * @param removing whether retention has begun to remove it: from then on nobody gets a lease
 * @param givenUp why it is to be given up as soon as its worker notices; null when it is not
 */
public record TrackedCopy(
        Copy told,
        MoveSettings settings,
        Instant deadline,
        @Nullable UUID replica,
        int failures,
        @Nullable Instant nextAttemptAt,
        @Nullable BaseReleased released,
        boolean removing,
        @Nullable Reason givenUp) {

    public TrackedCopy {
        Objects.requireNonNull(told, "told");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(deadline, "deadline");
    }

    /**
     * One of which nothing but the target knew.
     *
     * @param told what the target says of it
     * @param replica the generation that holds it
     */
    public static TrackedCopy found(Copy told, UUID replica) {
        return recorded(told, replica);
    }

    /**
     * One that is known from what was told of it alone.
     *
     * @param replica the generation that holds it, if any is known
     */
    static TrackedCopy recorded(Copy told, @Nullable UUID replica) {
        MoveSettings settings = new MoveSettings(DiffMode.AUTO, VerifyMode.READ_BACK);
        return new TrackedCopy(told, settings, told.requestedAt(), replica, 0, null, null, false, null);
    }

    public CopyId id() {
        return told.id();
    }

    /** The work that it is part of. */
    public Route route() {
        return new Route(told.lineage(), told.target().key());
    }

    public CopyState state() {
        return told.state();
    }

    /** Whether it may be tried now. */
    public boolean isDue(Instant now) {
        return nextAttemptAt == null || !nextAttemptAt.isAfter(now);
    }

    /** A worker began or took over. */
    public TrackedCopy begun(Instant now) {
        if (state() == CopyState.TRANSFERRING) {
            return this;
        }
        return with(edit(CopyState.TRANSFERRING).startedAt(now).build());
    }

    /** It is decided what is moved, and into which generation. */
    public TrackedCopy planned(CopyMode mode, @Nullable PointId base, @Nullable UUID into) {
        require(CopyState.TRANSFERRING, "plan");
        Copy next = CopyEdit.of(told).mode(mode).base(base).reason(null).build();
        return new TrackedCopy(next, settings, deadline, into, failures, nextAttemptAt, released, removing, givenUp);
    }

    /** An attempt failed in a way that may pass. */
    public TrackedCopy waiting(Reason why, @Nullable Instant until) {
        if (state().terminal()) {
            throw new IllegalCopyTransitionException(id(), state(), "wait");
        }
        Copy next = CopyEdit.of(told).reason(why).build();
        return new TrackedCopy(next, settings, deadline, replica, failures + 1, until, released, removing, givenUp);
    }

    /**
     * It has to wait although nothing failed, or something happened that people should know.
     *
     * @param what null when that is over
     */
    public TrackedCopy noted(@Nullable Reason what, @Nullable Instant until) {
        if (state().terminal()) {
            throw new IllegalCopyTransitionException(id(), state(), "wait");
        }
        Copy next = CopyEdit.of(told).reason(what).build();
        return new TrackedCopy(next, settings, deadline, replica, failures, until, released, removing, givenUp);
    }

    /** It was committed on the target, and seen there. */
    public TrackedCopy completed(CompletedMove move, Instant now) {
        Copy next = edit(CopyState.COMPLETE)
                .mode(move.mode())
                .base(move.base())
                .diff(move.diff(), move.diffReason())
                .assurance(move.assurance())
                .bytesChanged(move.bytesChanged())
                .bytesMoved(move.bytesMoved())
                .replica(move.place())
                .digest(move.digest())
                .reason(null)
                .endedAt(now)
                .build();
        return new TrackedCopy(next, settings, deadline, move.replica(), 0, null, released, false, null);
    }

    /** It is given up for good. */
    public TrackedCopy failed(Reason why, Instant now) {
        return with(edit(CopyState.FAILED).reason(why).endedAt(now).build());
    }

    /** Retention removed it. */
    public TrackedCopy expired(Reason why) {
        return with(edit(CopyState.EXPIRED).reason(why).build());
    }

    /** It is gone although nobody asked for that. */
    public TrackedCopy lost(Reason why) {
        return with(edit(CopyState.LOST).reason(why).build());
    }

    /** All of its replica was compared with the source at this point, and is the same. */
    public TrackedCopy compared(Instant now) {
        require(CopyState.COMPLETE, "be compared");
        return with(CopyEdit.of(told).comparedAt(now).build());
    }

    /**
     * What it holds is known from a comparison of all of it.
     *
     * @param why the digest is another one than it was; null where there was none
     */
    public TrackedCopy digested(String digest, @Nullable Reason why) {
        require(CopyState.COMPLETE, "get another digest");
        CopyEdit next = CopyEdit.of(told).digest(digest);
        return with((why == null ? next : next.reason(why)).build());
    }

    /** It was found to differ from its source. */
    public TrackedCopy quarantined(Reason why) {
        return with(edit(CopyState.QUARANTINED).reason(why).build());
    }

    /** It is complete and stays although retention would let it go; null when nothing but its rule keeps it. */
    public TrackedCopy kept(@Nullable Reason why) {
        requireThere("keep");
        // why it is quarantined matters more
        return state() == CopyState.QUARANTINED
                ? this
                : with(CopyEdit.of(told).reason(why).build());
    }

    /** Its worker shall give it up; one that nobody works on fails at once. */
    public TrackedCopy givingUp(Reason why, Instant now) {
        return switch (state()) {
            case PENDING -> failed(why, now);
            case TRANSFERRING ->
                new TrackedCopy(told, settings, deadline, replica, failures, null, released, removing, why);
            case COMPLETE, FAILED, QUARANTINED, EXPIRED, LOST -> this;
        };
    }

    /**
     * It was given up, removed or lost as far as was recorded, and its target has it, proven, all the same.
     *
     * @param digest that the target tells; null where it tells none
     */
    public TrackedCopy foundAgain(ReplicaPoint place, Assurance how, @Nullable String digest, UUID into, Instant now) {
        if (!Set.of(CopyState.FAILED, CopyState.EXPIRED, CopyState.LOST).contains(state())) {
            throw new IllegalCopyTransitionException(id(), state(), "be found again");
        }
        Copy next = CopyEdit.of(told)
                .state(CopyState.COMPLETE)
                .assurance(how)
                .replica(place)
                .digest(digest)
                .reason(null)
                .endedAt(now)
                .build();
        return new TrackedCopy(next, settings, deadline, into, 0, null, released, false, null);
    }

    /**
     * Whether what was told goes further than the records. What was complete never goes back to being made or to having
     * failed, so that word of its completion or of its end counts even if the records are younger than that.
     */
    boolean isBehind(Copy word) {
        boolean unmade = !state().terminal() || state() == CopyState.FAILED;
        boolean made = word.state().terminal() && word.state() != CopyState.FAILED;
        return word.version() > told.version() || (unmade && made);
    }

    /** It is as was told. */
    TrackedCopy recalled(Copy word, @Nullable UUID holder) {
        UUID into = holder == null ? replica : holder;
        return new TrackedCopy(word, settings, deadline, into, 0, null, released, false, null);
    }

    /** Retention begins to remove it. */
    public TrackedCopy removalBegun() {
        requireThere("remove");
        return new TrackedCopy(told, settings, deadline, replica, failures, nextAttemptAt, released, true, givenUp);
    }

    /** Removing was not possible: it may be leased again. */
    public TrackedCopy removalEnded() {
        return new TrackedCopy(told, settings, deadline, replica, failures, nextAttemptAt, released, false, givenUp);
    }

    /** The source snapshot is let go of for this target. */
    public TrackedCopy releasedBy(BaseReleased release) {
        return new TrackedCopy(told, settings, deadline, replica, failures, nextAttemptAt, release, removing, givenUp);
    }

    TrackedCopy versioned(long version) {
        return with(CopyEdit.of(told).version(version).build());
    }

    private TrackedCopy with(Copy next) {
        return new TrackedCopy(next, settings, deadline, replica, failures, nextAttemptAt, released, removing, givenUp);
    }

    private CopyEdit edit(CopyState to) {
        if (!CopyLife.legal(state(), to)) {
            throw new IllegalCopyTransitionException(id(), state(), "become " + to);
        }
        return CopyEdit.of(told).state(to);
    }

    /** Whether the target holds it, as far as is known. */
    public boolean isThere() {
        return state() == CopyState.COMPLETE || state() == CopyState.QUARANTINED;
    }

    private void requireThere(String what) {
        if (!isThere()) {
            throw new IllegalCopyTransitionException(id(), state(), what);
        }
    }

    private void require(CopyState expected, String what) {
        if (state() != expected) {
            throw new IllegalCopyTransitionException(id(), state(), what);
        }
    }
}
