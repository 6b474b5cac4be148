package io.spirula.mover.dirty;

import io.spirula.rbd.Snapshot;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was noted of a snapshot when it was copied, to know later that its image was not rolled back to an older one since.
 *
 * <p>A roll back writes each object anew that was written after the snapshot it goes back to. So an object that was written
 * between a snapshot's predecessor and itself, and was not written since, proves that nothing went back to that
 * predecessor or to one before it.
 *
 * @param alone no snapshot was older when it was copied: there was nothing to go back to
 * @param written bytes, each in an object that was written since the predecessor, and was there
 */
public record BaseEvidence(boolean alone, List<Long> written) {

    /** Nothing is certain. */
    public static final BaseEvidence NONE = new BaseEvidence(false, List.of());

    public BaseEvidence {
        written = List.copyOf(written);
    }

    /**
     * Of a snapshot that was copied.
     *
     * @param snapshots what the image had then, of any kind
     * @param end the snapshot
     * @param base what its difference started from; null for a full
     * @param ofBase the evidence of the base
     * @param changed whether anything at all was written in between
     * @param written where
     */
    public static BaseEvidence after(
            List<Snapshot> snapshots,
            long end,
            @Nullable Long base,
            BaseEvidence ofBase,
            boolean changed,
            List<Long> written) {
        if (base == null) {
            return new BaseEvidence(snapshots.stream().allMatch(snapshot -> snapshot.id() >= end), List.of());
        }
        if (snapshots.stream().anyMatch(between -> between.id() > base && between.id() < end)) {
            return NONE;
        }
        // of equal content: going back to the base does no harm, and what is older than that is told by its evidence
        return changed ? new BaseEvidence(false, written) : ofBase;
    }

    /**
     * Whether the image was certainly not rolled back since.
     *
     * @param unwritten whether nothing was written since in the object that a byte belongs to
     */
    public boolean excludesRollback(Predicate<Long> unwritten) {
        return alone || written.stream().anyMatch(unwritten);
    }
}
