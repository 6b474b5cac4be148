package io.spirula.rbd.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * librbd's C interface on LP64 Linux: {@code size_t}, {@code uint64_t} are long, {@code uint8_t} and {@code bool} byte,
 * {@code const char*} a byte array that ends in NUL. Negative results are error numbers.
 */
public final class LibRbd {

    public static final int SNAP_CREATE_SKIP_QUIESCE = 1;
    public static final int EVENT_TYPE_EVENTFD = 2;
    public static final int LOCK_MODE_EXCLUSIVE = 0;
    public static final long FLAG_OBJECT_MAP_INVALID = 1;
    public static final long FLAG_FAST_DIFF_INVALID = 2;
    public static final int OPTION_FEATURES = 1;
    public static final int OPTION_ORDER = 2;
    public static final int OPTION_STRIPE_UNIT = 3;
    public static final int OPTION_STRIPE_COUNT = 4;
    public static final int OPTION_DATA_POOL = 10;
    public static final int OPTION_CLONE_FORMAT = 12;

    private LibRbd() {}

    static {
        Native.register(LibRbd.class, "librbd.so.1");
    }

    public static native int rbd_list2(Pointer io, Memory specs, LongByReference count);

    public static native void rbd_image_spec_list_cleanup(Memory specs, long count);

    public static native int rbd_trash_list(Pointer io, Memory entries, LongByReference count);

    public static native void rbd_trash_list_cleanup(Memory entries, long count);

    public static native int rbd_trash_move(Pointer io, byte[] name, long delaySeconds);

    public static native int rbd_trash_restore(Pointer io, byte[] id, byte[] name);

    public static native int rbd_trash_remove_with_progress(
            Pointer io, byte[] id, byte force, ProgressCallback progress, @Nullable Pointer arg);

    public static native int rbd_namespace_list(Pointer io, Memory names, LongByReference length);

    public static native int rbd_namespace_create(Pointer io, byte[] name);

    public static native int rbd_namespace_remove(Pointer io, byte[] name);

    public static native void rbd_image_options_create(PointerByReference options);

    public static native void rbd_image_options_destroy(Pointer options);

    public static native int rbd_image_options_set_uint64(Pointer options, int option, long value);

    public static native int rbd_image_options_set_string(Pointer options, int option, byte[] value);

    public static native int rbd_create4(Pointer io, byte[] name, long size, Pointer options);

    public static native int rbd_clone3(
            Pointer parentIo, byte[] parent, byte[] snapshot, Pointer childIo, byte[] child, Pointer options);

    public static native int rbd_remove_with_progress(
            Pointer io, byte[] name, ProgressCallback progress, @Nullable Pointer arg);

    public static native int rbd_rename(Pointer io, byte[] from, byte[] to);

    /** The image pointer is written some time before the completion ends: its memory must stay until then. */
    public static native int rbd_aio_open(
            Pointer io, byte[] name, Memory image, byte @Nullable [] snapshot, Pointer completion);

    public static native int rbd_aio_open_by_id(
            Pointer io, byte[] id, Memory image, byte @Nullable [] snapshot, Pointer completion);

    public static native int rbd_aio_open_read_only(
            Pointer io, byte[] name, Memory image, byte @Nullable [] snapshot, Pointer completion);

    public static native int rbd_aio_open_by_id_read_only(
            Pointer io, byte[] id, Memory image, byte @Nullable [] snapshot, Pointer completion);

    public static native int rbd_aio_close(Pointer image, Pointer completion);

    public static native int rbd_get_id(Pointer image, Memory id, long length);

    public static native int rbd_get_name(Pointer image, Memory name, LongByReference length);

    public static native int rbd_get_size(Pointer image, LongByReference size);

    public static native int rbd_stat(Pointer image, Memory info, long length);

    public static native int rbd_get_features(Pointer image, LongByReference features);

    public static native int rbd_get_flags(Pointer image, LongByReference flags);

    public static native int rbd_get_stripe_unit(Pointer image, LongByReference unit);

    public static native int rbd_get_stripe_count(Pointer image, LongByReference count);

    public static native int rbd_get_block_name_prefix(Pointer image, Memory prefix, long length);

    public static native long rbd_get_data_pool_id(Pointer image);

    public static native int rbd_get_parent(Pointer image, Memory parent, Memory snapshot);

    public static native void rbd_linked_image_spec_cleanup(Memory parent);

    public static native void rbd_snap_spec_cleanup(Memory snapshot);

    public static native int rbd_mirror_image_get_info(Pointer image, Memory info, long length);

    public static native void rbd_mirror_image_get_info_cleanup(Memory info);

    public static native int rbd_watchers_list(Pointer image, Memory watchers, LongByReference count);

    public static native void rbd_watchers_list_cleanup(Memory watchers, long count);

    public static native int rbd_resize2(
            Pointer image, long size, byte allowShrink, ProgressCallback progress, @Nullable Pointer arg);

    public static native int rbd_flush(Pointer image);

    public static native int rbd_flatten_with_progress(Pointer image, ProgressCallback progress, @Nullable Pointer arg);

    public static native int rbd_snap_list(Pointer image, Memory snapshots, IntByReference count);

    public static native void rbd_snap_list_end(Memory snapshots);

    public static native int rbd_snap_get_namespace_type(Pointer image, long id, IntByReference type);

    public static native int rbd_snap_get_timestamp(Pointer image, long id, Memory timespec);

    public static native int rbd_snap_get_name(Pointer image, long id, Memory name, LongByReference length);

    public static native int rbd_snap_get_id(Pointer image, byte[] name, LongByReference id);

    public static native int rbd_snap_create2(
            Pointer image, byte[] name, int flags, ProgressCallback progress, @Nullable Pointer arg);

    public static native int rbd_snap_remove(Pointer image, byte[] name);

    public static native int rbd_snap_rollback_with_progress(
            Pointer image, byte[] name, ProgressCallback progress, @Nullable Pointer arg);

    public static native int rbd_snap_set(Pointer image, byte @Nullable [] name);

    public static native int rbd_snap_set_by_id(Pointer image, long id);

    public static native int rbd_metadata_get(Pointer image, byte[] key, Memory value, LongByReference length);

    public static native int rbd_metadata_set(Pointer image, byte[] key, byte[] value);

    public static native int rbd_metadata_remove(Pointer image, byte[] key);

    public static native int rbd_metadata_list(
            Pointer image,
            byte[] after,
            long most,
            Memory keys,
            LongByReference keysLength,
            Memory values,
            LongByReference valuesLength);

    public static native int rbd_is_exclusive_lock_owner(Pointer image, IntByReference isOwner);

    public static native int rbd_lock_acquire(Pointer image, int mode);

    public static native int rbd_lock_release(Pointer image);

    public static native int rbd_lock_get_owners(
            Pointer image, IntByReference mode, Memory owners, LongByReference count);

    public static native void rbd_lock_get_owners_cleanup(Memory owners, long count);

    public static native int rbd_lock_break(Pointer image, int mode, byte[] owner);

    public static native int rbd_diff_iterate2(
            Pointer image,
            byte @Nullable [] from,
            long offset,
            long length,
            byte includeParent,
            byte wholeObject,
            DiffCallback callback,
            @Nullable Pointer arg);

    public static native long rbd_read2(Pointer image, long offset, long length, Pointer buffer, int flags);

    public static native long rbd_write2(Pointer image, long offset, long length, Pointer buffer, int flags);

    public static native long rbd_write_zeroes(Pointer image, long offset, long length, int zeroFlags, int flags);

    public static native int rbd_aio_read2(
            Pointer image, long offset, long length, Pointer buffer, Pointer completion, int flags);

    public static native int rbd_aio_write2(
            Pointer image, long offset, long length, Pointer buffer, Pointer completion, int flags);

    public static native int rbd_aio_write_zeroes(
            Pointer image, long offset, long length, Pointer completion, int zeroFlags, int flags);

    /** Only ever called without a callback: completions are polled. */
    public static native int rbd_aio_create_completion(
            @Nullable Pointer arg, @Nullable Pointer callback, PointerByReference completion);

    public static native int rbd_aio_is_complete(Pointer completion);

    public static native int rbd_aio_wait_for_complete(Pointer completion);

    public static native long rbd_aio_get_return_value(Pointer completion);

    public static native void rbd_aio_release(Pointer completion);

    public static native int rbd_set_image_notification(Pointer image, int fd, int type);

    public static native int rbd_poll_io_events(Pointer image, Memory completions, int most);
}
