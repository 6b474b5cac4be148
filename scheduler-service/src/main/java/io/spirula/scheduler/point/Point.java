package io.spirula.scheduler.point;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A moment of a disk with its copies.
 *
 * @param copies at least one
 */
public record Point(List<Copy> copies) {

    private static final Comparator<Point> NEWEST_FIRST = Comparator.comparing(Point::time)
            .reversed()
            .thenComparing(point -> point.id().toString());

    public Point {
        copies = List.copyOf(copies);
        if (copies.isEmpty()) {
            throw new IllegalArgumentException("A point without a copy is not known");
        }
    }

    /** Points of these copies, newest first. */
    public static List<Point> of(List<Copy> copies) {
        Map<PointId, List<Copy>> byPoint = new LinkedHashMap<>();
        copies.forEach(copy ->
                byPoint.computeIfAbsent(copy.point(), id -> new ArrayList<>()).add(copy));
        return byPoint.values().stream().map(Point::new).sorted(NEWEST_FIRST).toList();
    }

    public PointId id() {
        return copies.get(0).point();
    }

    public LineageId lineage() {
        return copies.get(0).lineage();
    }

    public ImageId image() {
        return copies.get(0).source();
    }

    /** What people called the image when the point was made. */
    public ImageRef ref() {
        return copies.get(0).ref();
    }

    public String tenant() {
        return copies.get(0).tenant();
    }

    public Instant time() {
        return copies.get(0).pointTime();
    }

    public String snapshot() {
        return copies.get(0).snapshot();
    }

    /** Of the image at that moment, in bytes. */
    public long size() {
        return copies.get(0).size();
    }

    public Consistency consistency() {
        return copies.get(0).consistency();
    }

    /** Copies that can be restored from. */
    public List<Copy> complete() {
        return copies.stream()
                .filter(copy -> copy.state() == CopyState.COMPLETE && copy.replica() != null)
                .toList();
    }
}
