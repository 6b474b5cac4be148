package io.spirula.mover.dirty;

import io.spirula.rbd.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a source's object maps from one run to the next, for one target.
 *
 * @param audited the maps were once compared with what every object says, and no audit found a change since
 * @param madeFast a copy went by the maps since everything was copied
 * @param suspect a copy went by maps that were found to lack a change: everything has to be copied
 * @param auditNext where the next audit goes on, in bytes
 * @param copied the id of the snapshot that was copied last
 * @param evidence of that snapshot
 */
public record MapHistory(
        boolean audited, boolean madeFast, boolean suspect, long auditNext, long copied, BaseEvidence evidence) {

    /** Of a source that was not copied before. Snapshots have ids from 1. */
    public static final MapHistory NONE = new MapHistory(false, false, false, 0, 0, BaseEvidence.NONE);

    /**
     * What counts of it for a run that starts from a snapshot. If that is not the one that was copied last, the records are
     * older than the target, and nothing is certain of what was done since.
     */
    public MapHistory before(long base) {
        return base == copied ? this : new MapHistory(false, true, suspect, auditNext, base, BaseEvidence.NONE);
    }

    /**
     * Whether everything has to be copied, since what is there may lack changes.
     *
     * @param distrusted an audit found a change that the maps lack
     */
    public boolean everything(boolean distrusted) {
        return suspect || (distrusted && madeFast);
    }

    /**
     * After one more copy.
     *
     * @param snapshots what the image had when the run began, of any kind
     * @param end the snapshot that was copied
     * @param base what its difference started from; null for a full
     * @param trust how what has changed was found
     * @param everything whether everything was copied
     * @param search how that went; the maps did not lack a change
     */
    public MapHistory after(
            List<Snapshot> snapshots, long end, @Nullable Long base, Trust trust, boolean everything, Search search) {
        MapReport maps = search.maps();
        return new MapHistory(
                audited || maps != null,
                !everything && (madeFast || trust instanceof Trust.Fast),
                false,
                maps == null ? auditNext : maps.auditNext(),
                end,
                base != null && everything
                        ? BaseEvidence.NONE
                        : BaseEvidence.after(snapshots, end, base, evidence, search.changed(), search.written()));
    }
}
