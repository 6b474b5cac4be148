package io.spirula.rbd.memory;

import java.util.Map;
import java.util.TreeMap;

/** A set of bytes as disjoint ranges. */
final class Ranges {

    private final TreeMap<Long, Long> endsByStart = new TreeMap<>();

    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> before = endsByStart.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            start = before.getKey();
        }
        for (var next = endsByStart.ceilingEntry(start);
                next != null && next.getKey() <= end;
                next = endsByStart.ceilingEntry(start)) {
            end = Math.max(end, next.getValue());
            endsByStart.remove(next.getKey());
        }
        endsByStart.put(start, end);
    }

    void addAll(Ranges other) {
        other.endsByStart.forEach(this::add);
    }

    Map<Long, Long> endsByStart() {
        return endsByStart;
    }
}
