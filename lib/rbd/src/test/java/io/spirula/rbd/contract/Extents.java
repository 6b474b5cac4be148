package io.spirula.rbd.contract;

import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The extents of one difference, neighbours of the same kind joined. */
public record Extents(List<Extent> list) {

    /** A range that differs. */
    public record Extent(long offset, long length, boolean exists) {}

    public static Extents of(RbdImage image, DiffRequest request) {
        var listed = new ArrayList<Extent>();
        image.diff(request, (offset, length, exists) -> {
            Extent last = listed.isEmpty() ? null : listed.get(listed.size() - 1);
            if (last != null && last.exists() == exists && last.offset() + last.length() == offset) {
                listed.set(listed.size() - 1, new Extent(last.offset(), last.length() + length, exists));
            } else {
                listed.add(new Extent(offset, length, exists));
            }
        });
        return new Extents(List.copyOf(listed));
    }

    public static Extents since(RbdImage image, long snapshot) {
        return of(image, DiffRequest.since(snapshot, 0, image.size()));
    }

    /** Whether every byte of a range is in some extent. */
    public boolean covers(long offset, long length) {
        var byStart = new TreeMap<Long, Extent>();
        list.forEach(extent -> byStart.put(extent.offset(), extent));
        long at = offset;
        while (at < offset + length) {
            var entry = byStart.floorEntry(at);
            if (entry == null || entry.getValue().offset() + entry.getValue().length() <= at) {
                return false;
            }
            at = entry.getValue().offset() + entry.getValue().length();
        }
        return true;
    }

    public long bytes() {
        return list.stream().mapToLong(Extent::length).sum();
    }
}
