package io.spirula.mover.dirty;

import io.spirula.mover.dirty.MapFacts.Moment;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.checkup.LibrbdRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Looks at a source for what decides whether its object maps are trusted. */
public final class MapSurvey {

    private final Optional<LibrbdRelease> release;

    /**
     * @param release of this process's librbd, if it tells
     */
    public MapSurvey(Optional<LibrbdRelease> release) {
        this.release = release;
    }

    /**
     * Blocks until it has looked.
     *
     * @param source set to the end snapshot
     * @param base the id of the snapshot to start from
     * @param history of the source
     * @param distrusted what an audit found its maps to lack; empty if none did
     * @throws io.spirula.rbd.RbdException if the cluster refuses or does not answer, or a snapshot went meanwhile
     */
    public MapFacts look(RbdImage source, long base, MapHistory history, String distrusted) {
        long end = source.viewedSnapshot().orElseThrow();
        try (RbdImage look =
                source.pool().openReadOnly(ImageLocator.byId(source.id().image()))) {
            List<Moment> chain = new ArrayList<>();
            long older = 0;
            for (Snapshot snapshot : look.snapshots().list()) {
                if (snapshot.id() < base) {
                    older++;
                } else if (snapshot.id() <= end) {
                    moment(look, snapshot.id(), base, end).ifPresent(chain::add);
                }
            }
            boolean notRolledBack =
                    history.before(base).evidence().excludesRollback(at -> isUnwritten(source, base, at));
            return new MapFacts(
                    release, source.info().features(), chain, older, notRolledBack, history.audited(), distrusted);
        }
    }

    /** One in between may go meanwhile: the next one's map takes over what its own said. */
    private static Optional<Moment> moment(RbdImage look, long snapshot, long base, long end) {
        try {
            look.viewSnapshot(snapshot);
        } catch (RbdNotFoundException e) {
            if (snapshot == base || snapshot == end) {
                throw e;
            }
            return Optional.empty();
        }
        ImageInfo then = look.info();
        return Optional.of(new Moment(
                snapshot,
                then.size(),
                then.objectMapInvalid() || then.fastDiffInvalid(),
                look.parent().isPresent()));
    }

    private static boolean isUnwritten(RbdImage source, long base, long at) {
        ImageInfo info = source.info();
        long period = info.stripePeriod();
        if (at >= info.size()) {
            return false;
        }
        AtomicBoolean written = new AtomicBoolean();
        source.diff(
                DiffRequest.since(base, at / period * period, period), (offset, length, exists) -> written.set(true));
        return !written.get();
    }
}
