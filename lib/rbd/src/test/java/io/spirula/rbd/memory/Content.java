package io.spirula.rbd.memory;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an image at one moment, as objects that exist or not, and which bytes changed since the snapshot before.
 * Arrays are never changed once made, so moments share them.
 */
final class Content {

    final long objectSize;
    final @Nullable Parent parent;
    long size;
    final Map<Long, byte[]> objects;
    final Map<Long, Ranges> changes = new HashMap<>();

    /** What absent objects below the overlap read through to. */
    record Parent(Content content, long overlap) {

        Parent cutTo(long size) {
            return new Parent(content, Math.min(overlap, size));
        }
    }

    Content(long size, long objectSize, @Nullable Parent parent, Map<Long, byte[]> objects) {
        this.size = size;
        this.objectSize = objectSize;
        this.parent = parent;
        this.objects = new HashMap<>(objects);
    }

    /** The same bytes with nothing changed yet. */
    Content next() {
        return new Content(size, objectSize, parent, objects);
    }

    Content withParent(@Nullable Parent changed) {
        var copy = new Content(size, objectSize, changed, objects);
        changes.forEach((object, ranges) -> copy.changesOf(object).addAll(ranges));
        return copy;
    }

    byte[] read(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            long at = offset + done;
            long object = at / objectSize;
            int within = (int) (at % objectSize);
            int part = (int) Math.min(length - done, objectSize - within);
            byte[] stored = stored(object);
            int present = Math.max(0, Math.min(part, stored.length - within));
            if (present > 0) {
                System.arraycopy(stored, within, bytes, done, present);
            }
            done += part;
        }
        return bytes;
    }

    /** The object's bytes up to its highest written one, the parent's if it has none of its own. */
    private byte[] stored(long object) {
        byte[] own = objects.get(object);
        return own != null ? own : parentBytes(object);
    }

    private byte[] parentBytes(long object) {
        long start = object * objectSize;
        if (parent == null || start >= parent.overlap()) {
            return new byte[0];
        }
        int length = (int) Math.min(objectSize, Math.min(parent.overlap(), parent.content().size) - start);
        return parent.content().read(start, length);
    }

    boolean readsThrough(long object) {
        return parent != null && !objects.containsKey(object) && object * objectSize < parent.overlap();
    }

    void write(long offset, byte[] bytes) {
        for (int done = 0; done < bytes.length; ) {
            long at = offset + done;
            long object = at / objectSize;
            int within = (int) (at % objectSize);
            int part = (int) Math.min(bytes.length - done, objectSize - within);
            byte[] stored = stored(object);
            byte[] changed = Arrays.copyOf(stored, Math.max(stored.length, within + part));
            System.arraycopy(bytes, done, changed, within, part);
            replace(object, changed, Math.min(within, stored.length), within + part);
            done += part;
        }
    }

    void zero(long offset, long length) {
        for (long at = offset; at < offset + length; ) {
            long object = at / objectSize;
            int from = (int) (at % objectSize);
            int to = (int) Math.min(objectSize, from + (offset + length - at));
            zeroWithin(object, from, to);
            at += to - from;
        }
    }

    private void zeroWithin(long object, int from, int to) {
        byte[] stored = stored(object);
        if (stored.length <= from) {
            return;
        }
        int end = Math.min(to, stored.length);
        if (end < stored.length) {
            byte[] changed = stored.clone();
            Arrays.fill(changed, from, end, (byte) 0);
            replace(object, changed, from, end);
        } else if (from > 0 || parentBytes(object).length > 0) {
            replace(object, Arrays.copyOf(stored, from), from, stored.length);
        } else {
            objects.remove(object);
            changesOf(object).add(0, stored.length);
        }
    }

    private void replace(long object, byte[] changed, long from, long to) {
        objects.put(object, changed);
        changesOf(object).add(from, to);
    }

    Content resized(long newSize) {
        Content resized = parent == null ? this : withParent(parent.cutTo(newSize));
        if (newSize < size) {
            for (long object :
                    resized.objects.keySet().stream().mapToLong(Long::longValue).toArray()) {
                resized.cut(object, newSize - object * objectSize);
            }
        }
        resized.size = newSize;
        return resized;
    }

    private void cut(long object, long keep) {
        byte[] stored = objects.getOrDefault(object, new byte[0]);
        if (keep <= 0) {
            objects.remove(object);
            changesOf(object).add(0, stored.length);
        } else if (keep < stored.length) {
            replace(object, Arrays.copyOf(stored, (int) keep), keep, stored.length);
        }
    }

    /** Makes these bytes equal to another moment's; every object that differs counts as changed. */
    Content rolledBackTo(Content earlier) {
        var rolled = new Content(earlier.size, objectSize, earlier.parent, earlier.objects);
        changes.forEach((object, ranges) -> rolled.changesOf(object).addAll(ranges));
        objects.forEach((object, bytes) -> {
            if (!Arrays.equals(earlier.objects.get(object), bytes)) {
                rolled.changesOf(object).add(0, bytes.length);
            }
        });
        earlier.objects.forEach((object, bytes) -> {
            if (!Arrays.equals(objects.get(object), bytes)) {
                rolled.changesOf(object).add(0, bytes.length);
            }
        });
        return rolled;
    }

    Ranges changesOf(long object) {
        return changes.computeIfAbsent(object, key -> new Ranges());
    }
}
