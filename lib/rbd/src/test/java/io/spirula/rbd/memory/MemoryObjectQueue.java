package io.spirula.rbd.memory;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import java.nio.ByteBuffer;
import java.util.List;

/** Changes objects of an image in memory. */
final class MemoryObjectQueue<T> extends MemoryQueue<T> implements ObjectQueue<T> {

    private final MemoryImage image;
    private final long objectSize;

    MemoryObjectQueue(MemoryImage image, int depth) {
        super("object queue of " + image.describe(), depth, 43);
        this.image = image;
        this.objectSize = image.info().objectSize();
    }

    @Override
    public long objectSize() {
        return objectSize;
    }

    @Override
    public void submit(long object, List<ObjectChange> changes, T tag) {
        List<ObjectChange> all = List.copyOf(changes);
        long bytes = all.stream().mapToLong(ObjectChange::length).sum();
        submit(
                AioOperation.CHANGE_OBJECT,
                object * objectSize,
                bytes,
                tag,
                () -> begin(object, all),
                () -> image.changeObject(content -> all.forEach(change -> apply(content, object, change))));
    }

    private void begin(long object, List<ObjectChange> changes) {
        ObjectQueue.requireOrdered(object, changes, Math.min(objectSize, image.sizeNow() - object * objectSize));
        image.passedBy();
    }

    private void apply(Content content, long object, ObjectChange change) {
        long offset = object * objectSize + change.offset();
        if (change instanceof ObjectChange.Data data) {
            ByteBuffer from = data.bytes().duplicate();
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            content.write(offset, bytes);
        } else {
            content.zero(offset, change.length());
        }
    }
}
