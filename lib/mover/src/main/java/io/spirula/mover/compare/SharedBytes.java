package io.spirula.mover.compare;

import io.spirula.mover.pipeline.Chunks;
import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** Tells what two snapshots of one image have in common: what was not written in between is stored once for both. */
public final class SharedBytes {

    private SharedBytes() {}

    /**
     * Whether any byte of these places is the same stored byte at both snapshots. A place that the older one does not reach
     * is not shared.
     *
     * @param newer the image, set to the newer snapshot
     * @param older a user snapshot of it
     * @throws RbdException if the cluster refuses or does not answer
     */
    public static boolean any(RbdImage newer, Snapshot older, List<Range> places) {
        return places.stream()
                .filter(place -> place.offset() < older.size())
                .map(place -> new Range(place.offset(), Math.min(place.end(), older.size()) - place.offset()))
                .anyMatch(place -> !isCovered(place, changed(newer, older.id(), place)));
    }

    private static List<Range> changed(RbdImage newer, long olderId, Range place) {
        List<Range> extents = new ArrayList<>();
        newer.diff(
                DiffRequest.since(olderId, place.offset(), place.length()),
                (offset, length, exists) -> extents.add(new Range(offset, length)));
        return extents;
    }

    static boolean isCovered(Range place, List<Range> extents) {
        List<Range> joined = new ArrayList<>();
        Chunks.of(extents, place.end(), joined::add);
        long reached = place.offset();
        for (Range extent : joined) {
            if (extent.offset() > reached) {
                return false;
            }
            reached = Math.max(reached, extent.end());
        }
        return reached >= place.end();
    }
}
