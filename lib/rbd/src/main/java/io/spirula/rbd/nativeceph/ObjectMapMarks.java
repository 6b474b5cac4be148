package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Iterator;

/**
 * Marks objects as written in an image's object map on the cluster, as method {@code object_map_update} of Ceph's object
 * class {@code rbd} takes it (src/cls/rbd/cls_rbd.cc): first object, the one behind the last, new state, and that it does
 * not matter which state they had.
 *
 * <p>The map is one RADOS object, which makes one update after another. So few are under way at a time, and objects that come
 * meanwhile are marked together where they lie side by side. Used by one thread at a time.
 */
final class ObjectMapMarks {

    private static final byte[] CLASS = CText.of("rbd");
    private static final byte[] UPDATE = CText.of("object_map_update");
    private static final byte EXISTS = 1;
    private static final byte WHATEVER_IT_WAS = 0;
    private static final int MOST_IN_FLIGHT = 4;

    private final byte[] mapObject;
    private final Pointer metadataPool;
    private final BitSet marked = new BitSet();
    private final BitSet waiting = new BitSet();
    private final ArrayDeque<Update> inFlight = new ArrayDeque<>();
    private final BitSet failed = new BitSet();
    private int failure;

    /** Of the objects from one on up to another. */
    private record Update(int from, int to, Pointer completion) {}

    ObjectMapMarks(String imageId, Pointer metadataPool) {
        this.mapObject = CText.of("rbd_object_map." + imageId);
        this.metadataPool = metadataPool;
    }

    /** Whether the map says so. */
    boolean has(long object) {
        return marked.get(Math.toIntExact(object));
    }

    /** Why an object could not be marked, as a negative error number; 0 if nothing is known of that. Another {@link #want} tries again. */
    int failure(long object) {
        return failed.get(Math.toIntExact(object)) ? failure : 0;
    }

    /** Has an object marked, now or with the next ones. */
    void want(long object) {
        int index = Math.toIntExact(object);
        if (inFlight.stream().noneMatch(update -> update.from() <= index && index < update.to())) {
            failed.clear(index);
            waiting.set(index);
        }
        startWaiting();
    }

    /** Takes note of what has ended, and goes on. */
    void advance() {
        for (Iterator<Update> all = inFlight.iterator(); all.hasNext(); ) {
            Update update = all.next();
            if (LibRados.rados_aio_is_complete(update.completion()) != 0) {
                all.remove();
                ended(update, LibRados.rados_aio_get_return_value(update.completion()));
                LibRados.rados_aio_release(update.completion());
            }
        }
        startWaiting();
    }

    private void ended(Update update, int result) {
        if (result < 0) {
            failure = result;
            failed.set(update.from(), update.to());
        } else {
            marked.set(update.from(), update.to());
        }
    }

    private void startWaiting() {
        for (int from = waiting.nextSetBit(0);
                from >= 0 && inFlight.size() < MOST_IN_FLIGHT;
                from = waiting.nextSetBit(0)) {
            int to = waiting.nextClearBit(from);
            waiting.clear(from, to);
            start(from, to);
        }
    }

    private void start(int from, int to) {
        var reference = new PointerByReference();
        int created = LibRados.rados_aio_create_completion2(null, null, reference);
        if (created < 0) {
            ended(new Update(from, to, Pointer.NULL), created);
            return;
        }
        Update update = new Update(from, to, reference.getValue());
        int started = start(update);
        if (started < 0) {
            LibRados.rados_aio_release(update.completion());
            ended(update, started);
        } else {
            inFlight.add(update);
        }
    }

    private int start(Update update) {
        byte[] input = ByteBuffer.allocate(2 * Long.BYTES + 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(update.from())
                .putLong(update.to())
                .put(EXISTS)
                .put(WHATEVER_IT_WAS)
                .array();
        Pointer operation = LibRados.rados_create_write_op();
        try {
            LibRados.rados_write_op_exec(operation, CLASS, UPDATE, input, input.length, null);
            return LibRados.rados_aio_write_op_operate(
                    operation, metadataPool, update.completion(), mapObject, null, 0);
        } finally {
            LibRados.rados_release_write_op(operation);
        }
    }
}
