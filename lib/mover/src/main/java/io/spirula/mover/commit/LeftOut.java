package io.spirula.mover.commit;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.dirty.ContentCheck;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.pipeline.Chunks;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Ranges;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells a change of the source that a move left out, as one by object maps may, from what somebody else did to the target.
 *
 * @param source set to the end of the move
 * @param base the snapshot that the move began with
 */
record LeftOut(RbdImage source, long base) {

    /**
     * @param places where the target differs from the source
     * @param moved all that was
     * @return the first place that the source has changed and nothing moved
     * @throws io.spirula.rbd.RbdException if the source does not tell
     */
    Optional<Range> among(List<Range> places, ChunkHashes moved, MoveContext context) {
        var changed = new ContentCheck(source, base);
        for (Range place : unmoved(places, moved)) {
            for (Range written : writtenIn(place)) {
                if (!context.stillWanted()) {
                    throw MoveFailedException.cancelled();
                }
                if (changed.test(written)) {
                    return Optional.of(written);
                }
            }
        }
        return Optional.empty();
    }

    /** In chunks, so that each can be read at once. */
    private List<Range> writtenIn(Range place) {
        List<Range> within = new ArrayList<>();
        for (Range extent : new DiffStage.Side(source, base).extents(place.offset(), place.length())) {
            long from = Math.max(extent.offset(), place.offset());
            long to = Math.min(extent.end(), place.end());
            if (from < to) {
                within.add(new Range(from, to - from));
            }
        }
        List<Range> chunks = new ArrayList<>();
        Chunks.of(within, source.size(), chunks::add);
        return chunks;
    }

    /** What of the places no chunk covers; chunks are of whole blocks. */
    private static List<Range> unmoved(List<Range> places, ChunkHashes moved) {
        TreeMap<Long, Long> rest = new TreeMap<>();
        Ranges.of(places).list().forEach(place -> rest.put(place.offset(), place.end()));
        moved.<RuntimeException>forEach(chunk -> cut(rest, chunk.range()));
        List<Range> left = new ArrayList<>();
        rest.forEach((from, to) -> left.add(new Range(from, to - from)));
        return left;
    }

    private static void cut(TreeMap<Long, Long> rest, Range hole) {
        for (var before = rest.lowerEntry(hole.end());
                before != null && before.getValue() > hole.offset();
                before = rest.lowerEntry(hole.end())) {
            rest.remove(before.getKey());
            if (before.getKey() < hole.offset()) {
                rest.put(before.getKey(), hole.offset());
            }
            if (before.getValue() > hole.end()) {
                rest.put(hole.end(), before.getValue());
            }
        }
    }
}
