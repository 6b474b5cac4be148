package io.spirula.mover;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import java.nio.ByteBuffer;

/** Asynchronous I/O that does all it is asked; doubles override what they spoil. */
public class FaultyQueue implements AioQueue<Object> {

    private final AioQueue<Object> queue;

    public FaultyQueue(AioQueue<Object> queue) {
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
    public void submitRead(long offset, ByteBuffer into, Object tag) {
        queue.submitRead(offset, into, tag);
    }

    @Override
    public void submitWrite(long offset, ByteBuffer from, Object tag) {
        queue.submitWrite(offset, from, tag);
    }

    @Override
    public void submitWriteZeroes(long offset, long length, Object tag) {
        queue.submitWriteZeroes(offset, length, tag);
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
