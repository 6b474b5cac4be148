package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Marks objects as written in an image's object map on the cluster, as method {@code object_map_update} of Ceph's object
 * class {@code rbd} takes it (src/cls/rbd/cls_rbd.cc): first object, the one behind the last, new state, and that it does
 * not matter which state they had.
 */
final class ObjectMapMarks {

    private static final byte[] CLASS = CText.of("rbd");
    private static final byte[] UPDATE = CText.of("object_map_update");
    private static final byte EXISTS = 1;
    private static final byte WHATEVER_IT_WAS = 0;

    private final byte[] mapObject;
    private final BitSet marked = new BitSet();

    ObjectMapMarks(String imageId) {
        this.mapObject = CText.of("rbd_object_map." + imageId);
    }

    boolean has(long object) {
        return marked.get(Math.toIntExact(object));
    }

    /** Once the map says so. */
    void remember(long object) {
        marked.set(Math.toIntExact(object));
    }

    /** Starts to mark an object; the completion tells when it is done. */
    int start(Pointer metadataPool, long object, Pointer completion) {
        byte[] input = ByteBuffer.allocate(2 * Long.BYTES + 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(object)
                .putLong(object + 1)
                .put(EXISTS)
                .put(WHATEVER_IT_WAS)
                .array();
        Pointer operation = LibRados.rados_create_write_op();
        try {
            LibRados.rados_write_op_exec(operation, CLASS, UPDATE, input, input.length, null);
            return LibRados.rados_aio_write_op_operate(operation, metadataPool, completion, mapObject, null, 0);
        } finally {
            LibRados.rados_release_write_op(operation);
        }
    }
}
