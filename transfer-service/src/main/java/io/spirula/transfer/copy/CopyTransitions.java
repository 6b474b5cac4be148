package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.NextVersion;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.trace.LogScope;
import io.spirula.messaging.trace.Traces;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one place where copies change: locks the row, applies the change, bumps the version if there is anything new to tell,
 * and tells it with the same transaction. Every method needs a transaction.
 */
@Component
public class CopyTransitions {

    private static final Logger LOG = LoggerFactory.getLogger(CopyTransitions.class);

    private final CopyStore copies;
    private final EventOutbox outbox;
    private final KeptLedger kept;
    private final MoveLedger moves;
    private final Clock clock;

    CopyTransitions(CopyStore copies, EventOutbox outbox, KeptLedger kept, MoveLedger moves, Clock clock) {
        this.copies = copies;
        this.outbox = outbox;
        this.kept = kept;
        this.moves = moves;
        this.clock = clock;
    }

    /** A new copy. */
    void create(TrackedCopy copy) {
        copies.insert(copy);
        CopyEvents.entering(copy.told()).forEach(outbox::append);
        try (LogScope scope = naming(copy)) {
            LOG.info(
                    "copy={} state={} point={} target={}",
                    copy.id(),
                    copy.state(),
                    copy.told().point(),
                    key(copy));
        }
    }

    /**
     * Takes up a copy that was found on its target. It is told as it is; nobody is told that it was completed, and nothing
     * that was moved for it is counted, for that was done when it was made.
     */
    public void adopt(TrackedCopy found) {
        Optional<TrackedCopy> before = copies.lock(found.id());
        long last = before.map(known -> known.told().version()).orElse(0L);
        TrackedCopy stored = found.versioned(NextVersion.after(last, clock.instant()));
        if (before.isEmpty()) {
            copies.insert(stored);
        }
        copies.update(stored);
        outbox.append(new CopyChanged(stored.told()));
        kept.changed(stored.route());
        moves.ended(stored.told());
        try (LogScope scope = naming(found)) {
            LOG.info(
                    "copy={} from={} adopted point={} target={}",
                    found.id(),
                    before.map(TrackedCopy::state).orElse(null),
                    found.told().point(),
                    key(found));
        }
    }

    /** Whether what this service told of a copy itself is more than the records know. */
    boolean isNews(Copy told) {
        return told.state().terminal()
                && copies.find(told.id()).map(known -> known.isBehind(told)).orElse(true);
    }

    /**
     * Records what was told: the database was set back since. Where the records told something else meanwhile, it is told once
     * more.
     *
     * @param replica the generation that holds it, if any is known
     */
    void recall(Copy told, @Nullable UUID replica) {
        Optional<TrackedCopy> before = copies.lock(told.id());
        if (before.filter(known -> !known.isBehind(told)).isPresent()) {
            return;
        }
        TrackedCopy recalled =
                before.map(known -> known.recalled(told, replica)).orElseGet(() -> TrackedCopy.recorded(told, replica));
        long last = before.map(known -> known.told().version()).orElse(0L);
        boolean overtaken = last >= told.version();
        TrackedCopy stored = overtaken ? recalled.versioned(NextVersion.after(last, clock.instant())) : recalled;
        if (before.isEmpty()) {
            copies.insert(stored);
        }
        copies.update(stored);
        if (overtaken) {
            outbox.append(new CopyChanged(stored.told()));
        }
        moves.ended(stored.told());
        if (isKept(stored) || before.filter(CopyTransitions::isKept).isPresent()) {
            kept.changed(stored.route());
        }
        try (LogScope scope = naming(stored)) {
            LOG.warn(
                    "copy={} from={} to={} is known from what was told of it: the database is older",
                    told.id(),
                    before.map(TrackedCopy::state).orElse(null),
                    told.state());
        }
    }

    /**
     * Applies a change.
     *
     * @return the copy as it is now
     * @throws IllegalCopyTransitionException when its state forbids the change; nothing was done
     */
    public TrackedCopy apply(CopyId id, UnaryOperator<TrackedCopy> change) {
        TrackedCopy before = copies.lock(id).orElseThrow(() -> new IllegalArgumentException("There is no copy " + id));
        TrackedCopy after = change.apply(before);
        if (after.equals(before)) {
            return before;
        }
        boolean news = !after.told().equals(before.told());
        TrackedCopy stored =
                news ? after.versioned(NextVersion.after(before.told().version(), clock.instant())) : after;
        copies.update(stored);
        if (news) {
            tell(before, stored);
        }
        if (!before.state().terminal() && stored.state().terminal()) {
            moves.ended(stored.told());
        }
        if (before.state() != after.state() && (isKept(before) || isKept(after))) {
            kept.changed(after.route());
        }
        return stored;
    }

    /** Lets go of the source snapshots that the target needs no more. */
    public void releaseBases(Route route, boolean abandoned) {
        for (Map.Entry<TrackedCopy, Reason> release :
                BaseRelease.decide(copies.ofRoute(route), abandoned).entrySet()) {
            Copy copy = release.getKey().told();
            BaseReleased event = new BaseReleased(
                    copy.lineage(),
                    copy.source(),
                    copy.ref(),
                    copy.point(),
                    copy.sourceSnapshotId(),
                    copy.target(),
                    release.getValue(),
                    clock.instant());
            apply(copy.id(), current -> current.releasedBy(event));
            outbox.append(event);
            try (LogScope scope = naming(release.getKey())) {
                LOG.info(
                        "copy={} sourceSnapshot={} released code={}",
                        copy.id(),
                        copy.sourceSnapshotId(),
                        release.getValue().code());
            }
        }
    }

    /** Tells a copy's state again, and what it let go of. */
    public void retell(TrackedCopy copy) {
        outbox.republish(new CopyChanged(copy.told()));
        if (copy.released() != null) {
            outbox.republish(copy.released());
        }
    }

    private void tell(TrackedCopy before, TrackedCopy after) {
        boolean entering = before.state() != after.state();
        (entering ? CopyEvents.entering(after.told()) : CopyEvents.staying(after.told())).forEach(outbox::append);
        Reason reason = after.told().reason();
        try (LogScope scope = naming(after)) {
            LOG.info(
                    "copy={} from={} to={} target={} code={}",
                    after.id(),
                    before.state(),
                    after.state(),
                    key(after),
                    reason == null ? "-" : reason.code());
        }
    }

    private static LogScope naming(TrackedCopy copy) {
        return Traces.naming(copy.told().run(), copy.told().lineage());
    }

    private static boolean isKept(TrackedCopy copy) {
        return copy.state() == CopyState.COMPLETE;
    }

    private static String key(TrackedCopy copy) {
        return copy.told().target().key();
    }
}
