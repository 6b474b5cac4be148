package io.spirula.rbd.memory;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.ObjectRead;
import io.spirula.rbd.ObjectReads;
import java.util.List;

/** Reads objects of an image in memory as they were at a snapshot. */
final class MemoryObjectReads<T> extends MemoryQueue<T> implements ObjectReads<T> {

    private final MemoryImage image;
    private final long snapshotId;
    private final long size;
    private final long objectSize;

    MemoryObjectReads(MemoryImage image, long snapshotId, int depth) {
        super("object reads of " + image.describe(), depth, 44);
        this.image = image;
        this.snapshotId = snapshotId;
        this.size = image.size();
        this.objectSize = image.info().objectSize();
    }

    @Override
    public long objectSize() {
        return objectSize;
    }

    @Override
    public void submit(long object, List<ObjectRead> reads, T tag) {
        List<ObjectRead> all = List.copyOf(reads);
        long bytes = all.stream().mapToLong(ObjectRead::length).sum();
        long start = object * objectSize;
        submit(
                AioOperation.READ_OBJECT,
                start,
                bytes,
                tag,
                () -> check(object, all),
                () -> all.forEach(read -> read(start, read)));
    }

    private void check(long object, List<ObjectRead> reads) {
        ObjectReads.requireWithin(object, reads, Math.min(objectSize, size - object * objectSize));
        reads.forEach(read -> MemoryImage.requireDirect(read.into()));
    }

    private void read(long start, ObjectRead read) {
        byte[] bytes = image.readObject(snapshotId, start + read.offset(), (int) read.length());
        read.into().duplicate().put(bytes);
    }
}
