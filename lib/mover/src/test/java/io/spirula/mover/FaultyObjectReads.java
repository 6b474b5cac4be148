package io.spirula.mover;

import io.spirula.rbd.AioResult;
import io.spirula.rbd.ObjectRead;
import io.spirula.rbd.ObjectReads;
import java.util.List;

/** Reads of objects that are done as asked; doubles override what they spoil. */
public class FaultyObjectReads implements ObjectReads<Object> {

    private final ObjectReads<Object> reads;

    public FaultyObjectReads(ObjectReads<Object> reads) {
        this.reads = reads;
    }

    @Override
    public int depth() {
        return reads.depth();
    }

    @Override
    public int inFlight() {
        return reads.inFlight();
    }

    @Override
    public long objectSize() {
        return reads.objectSize();
    }

    @Override
    public void submit(long object, List<ObjectRead> places, Object tag) {
        reads.submit(object, places, tag);
    }

    @Override
    public AioResult<Object> take() {
        return reads.take();
    }

    @Override
    public AioResult<Object> poll() {
        return reads.poll();
    }

    @Override
    public void close() {
        reads.close();
    }
}
