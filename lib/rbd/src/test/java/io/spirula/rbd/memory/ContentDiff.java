package io.spirula.rbd.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The difference between two moments as librbd's exact mode tells it: bytes written count even if they stayed the same, a
 * new object is one whole extent, one that only existed in between is not told.
 */
final class ContentDiff {

    private final @Nullable Content from;
    private final Content end;
    private final Map<Long, Ranges> changes = new HashMap<>();
    private final List<Extent> extents = new ArrayList<>();

    /** @param after the moments after from, up to the end and with it */
    ContentDiff(@Nullable Content from, List<Content> after, Content end) {
        this.from = from;
        this.end = end;
        for (Content moment : after) {
            moment.changes.forEach((object, ranges) ->
                    changes.computeIfAbsent(object, key -> new Ranges()).addAll(ranges));
        }
    }

    List<Extent> extents(boolean includeParent, boolean wholeObjects) {
        var candidates = new TreeSet<>(end.objects.keySet());
        if (from != null) {
            candidates.addAll(from.objects.keySet());
        } else if (includeParent && end.parent != null) {
            for (long object = 0; object * end.objectSize < end.parent.overlap(); object++) {
                candidates.add(object);
            }
        }
        for (long object : candidates) {
            int before = from == null ? 0 : length(from, object);
            int now = from == null && end.readsThrough(object)
                    ? (int) Math.min(end.objectSize, end.size - object * end.objectSize)
                    : length(end, object);
            if (before == 0 || now == 0) {
                add(object, 0, Math.max(before, now), now > 0);
            } else {
                addChanges(object, before, now);
            }
        }
        return wholeObjects ? widened() : extents;
    }

    private static int length(Content content, long object) {
        byte[] bytes = content.objects.get(object);
        return bytes == null ? 0 : bytes.length;
    }

    private void addChanges(long object, int before, int now) {
        var ranges = changes.getOrDefault(object, new Ranges());
        ranges.endsByStart().forEach((start, stop) -> {
            add(object, start, Math.min(stop, now), true);
            add(object, Math.max(start, now), Math.min(stop, Math.max(before, now)), false);
        });
    }

    private void add(long object, long start, long stop, boolean exists) {
        if (start < stop) {
            extents.add(new Extent(object * end.objectSize + start, stop - start, exists));
        }
    }

    private List<Extent> widened() {
        var objects = new TreeSet<Long>();
        extents.forEach(extent -> objects.add(extent.offset() / end.objectSize));
        long behind = Math.max(end.size, from == null ? 0 : from.size);
        return objects.stream()
                .map(object -> new Extent(
                        object * end.objectSize,
                        Math.min(end.objectSize, behind - object * end.objectSize),
                        end.objects.containsKey(object) || end.readsThrough(object)))
                .toList();
    }
}
