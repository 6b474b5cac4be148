package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.spirula.rbd.ObjectRead;
import io.spirula.rbd.jna.LibRados;
import java.nio.ByteBuffer;
import java.util.List;

/** One reading of some places of an object, and what librados tells of each of them. */
final class ObjectReadOperation<T> extends RadosOperation<T> {

    private static final byte[] ZEROES = new byte[4096];

    private final List<ObjectRead> reads;
    private final Pointer operation;
    /** For each read: how many bytes came (size_t), then for each how it ended (int). */
    private final Memory outcomes;

    ObjectReadOperation(T tag, long object, List<ObjectRead> reads) {
        super(tag, object);
        this.reads = reads;
        // first, since it refuses some: nothing native is to be left over then
        List<Pointer> buffers =
                reads.stream().map(read -> NativeImage.address(read.into())).toList();
        this.outcomes = new Memory((long) reads.size() * (Native.SIZE_T_SIZE + Integer.BYTES));
        this.outcomes.clear();
        this.operation = LibRados.rados_create_read_op();
        for (int i = 0; i < reads.size(); i++) {
            ObjectRead read = reads.get(i);
            LibRados.rados_read_op_read(
                    operation,
                    read.offset(),
                    read.length(),
                    buffers.get(i),
                    outcomes.share(came(i)),
                    outcomes.share(ended(i)));
        }
    }

    private static long came(int read) {
        return (long) read * Native.SIZE_T_SIZE;
    }

    private long ended(int read) {
        return came(reads.size()) + (long) read * Integer.BYTES;
    }

    Pointer operation() {
        return operation;
    }

    @Override
    long bytes() {
        return reads.stream().mapToLong(ObjectRead::length).sum();
    }

    /** An object that does not exist has nothing, and none has anything behind its end: zeroes, which are put there. */
    @Override
    int result() {
        int result = super.result();
        boolean missing = result == -Call.ENOENT;
        for (int i = 0; i < reads.size() && (result >= 0 || missing); i++) {
            int ended = missing ? 0 : outcomes.getInt(ended(i));
            if (ended < 0) {
                return ended;
            }
            zeroFrom(reads.get(i).into(), missing ? 0 : outcomes.getLong(came(i)));
        }
        return missing ? 0 : result;
    }

    private static void zeroFrom(ByteBuffer buffer, long came) {
        ByteBuffer rest = buffer.duplicate();
        rest.position(rest.position() + Math.toIntExact(came));
        while (rest.hasRemaining()) {
            rest.put(ZEROES, 0, Math.min(ZEROES.length, rest.remaining()));
        }
    }

    @Override
    void release() {
        super.release();
        LibRados.rados_release_read_op(operation);
        outcomes.close();
    }
}
