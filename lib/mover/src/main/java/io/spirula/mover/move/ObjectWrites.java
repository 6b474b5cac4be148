package io.spirula.mover.move;

import io.spirula.mover.MoveFailedException;
import io.spirula.mover.move.WriteJob.Part;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;

/** Writes past librbd, all changes of an object at once: images that are ours alone. */
final class ObjectWrites implements TargetQueue {

    private final ObjectQueue<Part> queue;
    private final long objectSize;

    ObjectWrites(RbdImage target, int depth) {
        this.queue = target.openObjectQueue(depth);
        this.objectSize = queue.objectSize();
    }

    @Override
    public List<List<Change>> cut(List<Change> changes) {
        List<List<Change>> operations = new ArrayList<>();
        long current = -1;
        for (Change change : changes) {
            for (long from = change.range().offset(); from < change.range().end(); ) {
                long object = from / objectSize;
                long to = Math.min(change.range().end(), (object + 1) * objectSize);
                if (object != current) {
                    operations.add(new ArrayList<>());
                    current = object;
                }
                operations.get(operations.size() - 1).add(change.between(from, to));
                from = to;
            }
        }
        return operations;
    }

    @Override
    public boolean isFull() {
        return queue.isFull();
    }

    @Override
    public int inFlight() {
        return queue.inFlight();
    }

    @Override
    public void submit(Part part) {
        long object = object(part);
        queue.submit(
                object,
                part.changes().stream()
                        .map(change -> change(change, object * objectSize))
                        .toList(),
                part);
    }

    private static ObjectChange change(Change change, long objectStart) {
        long offset = change.range().offset() - objectStart;
        return change.data() == null
                ? new ObjectChange.Zeroes(offset, change.range().length())
                : new ObjectChange.Data(offset, change.data());
    }

    @Override
    public Part take() {
        var result = queue.take();
        Part part = result.orThrow();
        long bytes = part.changes().stream()
                .mapToLong(change -> change.range().length())
                .sum();
        if (result.offset() != object(part) * objectSize || result.length() != bytes) {
            throw MoveFailedException.retryable(
                    MoveFailedException.SHORT_TRANSFER,
                    "asked to change " + bytes + " bytes of object " + object(part) + ", but " + result.length()
                            + " bytes were changed at offset " + result.offset());
        }
        return part;
    }

    private long object(Part part) {
        return part.changes().get(0).range().offset() / objectSize;
    }

    @Override
    public void close() {
        queue.close();
    }
}
