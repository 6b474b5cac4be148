package io.spirula.transfer.copy;

import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which source snapshots one target lets go of. Pure. The newest snapshot that source and target have in common
 * is kept, since the next increment starts from it; so is everything that may still be moved.
 */
final class BaseRelease {

    private BaseRelease() {}

    /**
     * The copies whose source snapshot is not needed for this target any more, and why.
     *
     * @param copies all copies of one lineage on one target
     * @param abandoned whether nothing will be moved to this target any more
     */
    static Map<TrackedCopy, Reason> decide(Collection<TrackedCopy> copies, boolean abandoned) {
        Map<TrackedCopy, Reason> releases = new LinkedHashMap<>();
        copies.stream()
                .filter(copy -> copy.released() == null)
                .sorted(Comparator.comparingLong(copy -> copy.told().sourceSnapshotId()))
                .forEach(copy -> reason(copy, copies, abandoned).ifPresent(why -> releases.put(copy, why)));
        return releases;
    }

    private static Optional<Reason> reason(TrackedCopy copy, Collection<TrackedCopy> copies, boolean abandoned) {
        if (!copy.state().terminal()) {
            return Optional.empty();
        }
        if (abandoned) {
            return Optional.of(new Reason("TARGET_GIVEN_UP", "no policy sends this image to this target any more"));
        }
        return switch (copy.state()) {
            case FAILED ->
                Optional.of(new Reason("COPY_FAILED", "the copy was given up: nothing will start from this snapshot"));
            case LOST -> Optional.of(new Reason("COPY_LOST", "the copy is gone: nothing can start from this snapshot"));
            case QUARANTINED ->
                Optional.of(new Reason(
                        "COPY_QUARANTINED", "the copy differs from its source: nothing may start from this snapshot"));
            case COMPLETE, EXPIRED ->
                newerCommon(copy, copies)
                        .map(newer -> new Reason(
                                "NEWER_COMMON",
                                "the target was seen to have the newer snapshot "
                                        + newer.told().snapshot()));
            case PENDING, TRANSFERRING -> Optional.empty();
        };
    }

    /** One that was let go of is not counted on: its source snapshot may be gone, whatever the target has. */
    private static Optional<TrackedCopy> newerCommon(TrackedCopy copy, Collection<TrackedCopy> copies) {
        return copies.stream()
                .filter(other -> other.state() == CopyState.COMPLETE && other.released() == null)
                .filter(other -> other.told().source().equals(copy.told().source()))
                .filter(other -> other.told().sourceSnapshotId() > copy.told().sourceSnapshotId())
                .max(Comparator.comparingLong(other -> other.told().sourceSnapshotId()));
    }
}
