package io.spirula.rbd.nativeceph;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ObjectRead;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.jna.LibRados;
import java.util.List;

/** Reads of objects as they were at a snapshot. */
final class NativeObjectReads<T> extends RadosQueue<T, ObjectReadOperation<T>> implements ObjectReads<T> {

    private final NativeImage image;

    /**
     * @param info of the image at the snapshot
     */
    NativeObjectReads(NativeImage image, ImageInfo info, long snapshotId, int depth) {
        super(image, info, ObjectsContext.at(image, info.dataPoolId(), snapshotId), AioOperation.READ_OBJECT, depth);
        this.image = image;
    }

    @Override
    public void submit(long object, List<ObjectRead> reads, T tag) {
        submit(() -> begin(object, List.copyOf(reads), tag));
    }

    private ObjectReadOperation<T> begin(long object, List<ObjectRead> reads, T tag) {
        ObjectReads.requireWithin(object, reads, end(object));
        var operation = new ObjectReadOperation<>(tag, object, reads);
        operation.start(completion ->
                LibRados.rados_aio_read_op_operate(operation.operation(), io(), completion, nameOf(object), 0));
        return operation;
    }

    @Override
    void advance() {
        // librados does
    }

    @Override
    boolean hasEnded(ObjectReadOperation<T> operation) {
        return operation.hasEnded();
    }

    @Override
    int result(ObjectReadOperation<T> operation) {
        return operation.result();
    }

    @Override
    String failed(ObjectReadOperation<T> operation) {
        return "read " + operation.bytes() + " bytes of object " + operation.object();
    }

    @Override
    public String describe() {
        return "object reads of " + image.describe();
    }
}
