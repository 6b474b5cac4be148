package io.spirula.mover;

import io.spirula.rbd.AioResult;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import java.util.List;

/** Changes of objects that are done as asked; doubles override what they spoil. */
public class FaultyObjectQueue implements ObjectQueue<Object> {

    private final ObjectQueue<Object> queue;

    public FaultyObjectQueue(ObjectQueue<Object> queue) {
        this.queue = queue;
    }

    @Override
    public int depth() {
        return queue.depth();
    }

    @Override
    public int inFlight() {
        return queue.inFlight();
    }

    @Override
    public long objectSize() {
        return queue.objectSize();
    }

    @Override
    public void submit(long object, List<ObjectChange> changes, Object tag) {
        queue.submit(object, changes, tag);
    }

    @Override
    public AioResult<Object> take() {
        return queue.take();
    }

    @Override
    public AioResult<Object> poll() {
        return queue.poll();
    }

    @Override
    public void close() {
        queue.close();
    }
}
