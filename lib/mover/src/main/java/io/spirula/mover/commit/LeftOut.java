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

    /** Places between what was moved that are looked at: with more of them, nothing is told. */
    private static final int MOST_GAPS = 100_000;

    /**
     * @param places where the target differs from the source
     * @param moved all that was
     * @return the first place that the source has changed and nothing moved
     * @throws io.spirula.rbd.RbdException if the source does not tell
     */
    Optional<Range> among(List<Range> places, ChunkHashes moved, MoveContext context) {
        return among(beside(places, moved), context);
    }

    /**
     * The same where nobody knows any more what was moved: then it is what the target has changed.
     *
     * @param target at HEAD
     * @param targetBase its snapshot that the move began with
     */
    Optional<Range> among(List<Range> places, RbdImage target, long targetBase, MoveContext context) {
        var changed = new DiffStage.Side(target, targetBase);
        List<Range> unmoved = new ArrayList<>();
        for (Range place : places) {
            requireWanted(context);
            unmoved.addAll(
                    Ranges.of(changed.extents(place.offset(), place.length())).outside(List.of(place)));
        }
        return among(unmoved, context);
    }

    private Optional<Range> among(List<Range> unmoved, MoveContext context) {
        var changed = new ContentCheck(source, base);
        for (Range place : unmoved) {
            requireWanted(context);
            for (Range written : writtenIn(place)) {
                requireWanted(context);
                if (changed.test(written)) {
                    return Optional.of(written);
                }
            }
        }
        return Optional.empty();
    }

    private static void requireWanted(MoveContext context) {
        if (!context.stillWanted()) {
            throw MoveFailedException.cancelled();
        }
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
    private static List<Range> beside(List<Range> places, ChunkHashes moved) {
        TreeMap<Long, Long> rest = new TreeMap<>();
        Ranges.of(places).list().forEach(place -> rest.put(place.offset(), place.end()));
        moved.<RuntimeException>forEach(chunk -> {
            if (rest.size() <= MOST_GAPS) {
                cut(rest, chunk.range());
            }
        });
        if (rest.size() > MOST_GAPS) {
            return List.of();
        }
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
