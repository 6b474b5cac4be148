package io.spirula.rbd.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** What rados-java lacks of librados' C interface. Types as in {@link LibRbd}. */
public final class LibRados {

    private LibRados() {}

    static {
        Native.register(LibRados.class, "librados.so.2");
    }

    /** Answers the length needed; names are separated by NUL, an empty one ends the list. */
    public static native int rados_pool_list(Pointer cluster, Memory names, long length);

    public static native long rados_pool_lookup(Pointer cluster, byte[] name);

    public static native int rados_pool_reverse_lookup(Pointer cluster, long id, Memory name, long length);

    public static native int rados_ioctx_create2(Pointer cluster, long poolId, PointerByReference io);

    /** Names are separated by NUL; -ERANGE tells the length needed. */
    public static native int rados_application_list(Pointer io, Memory names, LongByReference length);

    public static native void rados_ioctx_destroy(Pointer io);

    public static native void rados_ioctx_set_namespace(Pointer io, byte[] namespace);

    /** Lets operations on a full pool fail with EDQUOT or ENOSPC; without, they wait for room. */
    public static native void rados_set_pool_full_try(Pointer io);

    public static native Pointer rados_create_write_op();

    /** {@code exclusive} 0: an object that exists already is left as it is. */
    public static native void rados_write_op_create(Pointer operation, int exclusive, Pointer category);

    public static native int rados_write_op_operate(
            Pointer operation, Pointer io, byte[] object, Pointer time, int flags);

    /** The operation ends with ENOENT, and nothing done, if there is no such object. */
    public static native void rados_write_op_assert_exists(Pointer operation);

    /** The operation ends with ERANGE or EOVERFLOW, and nothing done, if the object has a later or an earlier version. */
    public static native void rados_write_op_assert_version(Pointer operation, long version);

    public static native void rados_write_op_setxattr(Pointer operation, byte[] name, byte[] value, long length);

    /** Copies the bytes. */
    public static native void rados_write_op_write(Pointer operation, Pointer bytes, long length, long offset);

    public static native void rados_write_op_zero(Pointer operation, long offset, long length);

    public static native void rados_write_op_truncate(Pointer operation, long offset);

    public static native void rados_write_op_remove(Pointer operation);

    /** Copies the input; the result of the method ends the whole operation if it is negative. */
    public static native void rados_write_op_exec(
            Pointer operation, byte[] type, byte[] method, byte[] input, long inputLength, @Nullable Pointer result);

    /** Takes what the operation holds: it may be released at once. */
    public static native int rados_aio_write_op_operate(
            Pointer operation, Pointer io, Pointer completion, byte[] object, @Nullable Pointer time, int flags);

    /** Only ever called without a callback: completions are polled. */
    public static native int rados_aio_create_completion2(
            @Nullable Pointer arg, @Nullable Pointer callback, PointerByReference completion);

    public static native int rados_aio_is_complete(Pointer completion);

    public static native int rados_aio_wait_for_complete(Pointer completion);

    public static native int rados_aio_get_return_value(Pointer completion);

    public static native void rados_aio_release(Pointer completion);

    /** Snapshots newest first. */
    public static native int rados_ioctx_selfmanaged_snap_set_write_ctx(
            Pointer io, long newest, long[] snapshots, int count);

    public static native void rados_release_write_op(Pointer operation);

    /** Reads of all operations from then on are of this snapshot. */
    public static native void rados_ioctx_snap_set_read(Pointer io, long snapshot);

    public static native Pointer rados_create_read_op();

    /** All three outputs are filled when the operation ends: the bytes, how many came (size_t), how it ended (int). */
    public static native void rados_read_op_read(
            Pointer operation, long offset, long length, Pointer bytes, Pointer came, Pointer result);

    /** Takes what the operation holds, but its outputs stay in use until it has ended. */
    public static native int rados_aio_read_op_operate(
            Pointer operation, Pointer io, Pointer completion, byte[] object, int flags);

    public static native void rados_release_read_op(Pointer operation);

    public static native int rados_getaddrs(Pointer cluster, PointerByReference addresses);

    public static native void rados_buffer_free(Pointer buffer);

    public static native int rados_blocklist_add(Pointer cluster, byte[] address, int seconds);

    public static native int rados_wait_for_latest_osdmap(Pointer cluster);

    /** Takes an array of pointers to texts. Both outputs are to be freed by {@link #rados_buffer_free}; they may be null. */
    public static native int rados_mon_command(
            Pointer cluster,
            Memory commands,
            long count,
            @Nullable Pointer input,
            long inputLength,
            PointerByReference output,
            LongByReference outputLength,
            PointerByReference words,
            LongByReference wordsLength);

    public static native int rados_remove(Pointer io, byte[] object);

    public static native int rados_stat(Pointer io, byte[] object, LongByReference size, LongByReference modified);

    /** That of what was read or written last through that context, synchronously. */
    public static native long rados_get_last_version(Pointer io);

    public static native int rados_exec(
            Pointer io,
            byte[] object,
            byte[] type,
            byte[] method,
            byte[] input,
            long inputLength,
            Memory output,
            long outputLength);
}
