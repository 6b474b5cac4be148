package io.spirula.transfer.move;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.Base;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.MapHistory;
import io.spirula.mover.dirty.MapReport;
import io.spirula.mover.dirty.MapUse;
import io.spirula.mover.dirty.Trust;
import io.spirula.mover.dirty.Trust.Code;
import io.spirula.mover.dirty.TrustRules;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.MoveRequest;
import io.spirula.mover.move.Moved;
import io.spirula.mover.move.SourceSnapshots;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one move finds what has changed on its source, and what is remembered of that for the next one. */
final class SourceMaps {

    private final Attempt attempt;
    private final TrackedCopy copy;
    private final RbdImage source;
    private final @Nullable Base base;
    private final MoveTools tools;
    private final long begun;
    private final List<Snapshot> snapshots;
    private final MapDoubt doubt;
    private final DiffMode agreed;
    private final MapHistory history;
    private final String distrusted;
    private final Trust trust;

    /**
     * Looks at the records, and at the source if its maps may be gone by.
     *
     * @param begun when the run began, by {@link System#nanoTime}
     */
    SourceMaps(Attempt attempt, TrackedCopy copy, RbdImage source, @Nullable Base base, long begun) {
        this.attempt = attempt;
        this.copy = copy;
        this.source = source;
        this.base = base;
        this.tools = attempt.tools();
        this.begun = begun;
        this.snapshots = source.snapshots().list();
        this.doubt = new MapDoubt(attempt.turn(), tools, copy);
        this.agreed = doubt.agreed();
        MapHistory known = tools.maps().history(copy.route(), image()).orElse(MapHistory.NONE);
        this.history = base == null ? known : known.before(base.sourceSnapshotId());
        this.distrusted = tools.maps().distrust(image()).orElse("");
        this.trust = trust();
    }

    private ImageId image() {
        return copy.told().source();
    }

    private Trust trust() {
        if (base != null && everything()) {
            return new Trust.Exact(
                    Code.MAPS_DISTRUSTED,
                    "earlier copies went by object maps that lack changes: everything was copied"
                            + (distrusted.isEmpty() ? "" : "; " + distrusted));
        }
        return TrustRules.withoutLooking(agreed, base != null).orElseGet(this::look);
    }

    private Trust look() {
        SourceSnapshots.requirePresent(source, copy.told().sourceSnapshotId(), base);
        return TrustRules.judge(tools.survey().look(source, start(), history, distrusted));
    }

    private boolean everything() {
        return base == null || history.everything(!distrusted.isEmpty());
    }

    private long start() {
        if (base == null) {
            throw new IllegalStateException("a full has no base");
        }
        return base.sourceSnapshotId();
    }

    /**
     * @param done by earlier attempts
     * @param baseDigest of the base, if that of the end is to follow from it
     */
    MoveRequest request(RbdImage target, DoneParts done, @Nullable PointDigest baseDigest) {
        MapUse use = trust.readsMaps() ? trust.use(history.auditNext(), begun) : null;
        return new MoveRequest(source, target, base, done, use, everything(), baseDigest);
    }

    /** Records and tells that the maps lack a change, and says why the copy is to be made anew: with all that it must have. */
    MoveConflictException heed(MapReport report) {
        doubt(report.text());
        return MoveConflictException.passing(
                Code.MAPS_DISTRUSTED.name(), report.text() + ": it is copied again, and every object is asked");
    }

    /** Records and tells what speaks against the maps. */
    void doubt(String why) {
        doubt.raise(base == null ? MapDistrust.UNKNOWN_BASE : start(), why);
    }

    /**
     * Needs a transaction.
     *
     * @throws MoveConflictException if the copy went by maps that another one found to lack a change meanwhile
     */
    void requireStillTrusted() {
        if (trust instanceof Trust.Fast && tools.maps().distrust(image()).isPresent()) {
            throw MoveConflictException.passing(
                    Code.MAPS_DISTRUSTED.name(),
                    "the object maps that this copy went by were found to lack a change meanwhile: it is copied again");
        }
    }

    /** After the copy was recorded. */
    void remember(Moved moved) {
        if (agreed != DiffMode.FAST && history.equals(MapHistory.NONE)) {
            return;
        }
        MapHistory next = history.after(
                snapshots,
                copy.told().sourceSnapshotId(),
                base == null ? null : start(),
                trust,
                everything(),
                moved.search());
        attempt.turn().runInTransaction(() -> tools.maps().remember(copy.route(), image(), next, everything()));
    }

    Found found(Moved moved) {
        MapReport report = moved.search().maps();
        Trust how = report == null ? trust : trust.after(report);
        return new Found(
                how instanceof Trust.Fast ? CopyDiff.FAST : CopyDiff.EXACT,
                new Reason(how.code().name(), how.text()));
    }

    /** How what has changed was found. */
    record Found(CopyDiff diff, Reason why) {}
}
