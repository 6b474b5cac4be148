package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.ptr.LongByReference;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.Watcher;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What librbd knows about an open image. Called within a call on it. */
final class ImageInspection {

    private static final int IMAGE_INFO_BYTES = 160;
    private static final int OBJECT_SIZE_AT = 8;
    private static final int LINKED_IMAGE_BYTES = 48;
    private static final int SNAP_SPEC_BYTES = 24;
    private static final int MIRROR_INFO_BYTES = 16;
    private static final int MIRROR_ENABLED = 1;
    private static final int MIRROR_DISABLED = 2;
    private static final int WATCHER_BYTES = 24;

    private ImageInspection() {}

    static ImageInfo info(NativeImage image) {
        var handle = image.pointer();
        var stat = new Memory(IMAGE_INFO_BYTES);
        var unit = new LongByReference();
        var count = new LongByReference();
        var features = new LongByReference();
        var flags = new LongByReference();
        var prefix = new Memory(256);
        check(LibRbd.rbd_stat(handle, stat, stat.size()), image);
        check(LibRbd.rbd_get_stripe_unit(handle, unit), image);
        check(LibRbd.rbd_get_stripe_count(handle, count), image);
        check(LibRbd.rbd_get_features(handle, features), image);
        check(LibRbd.rbd_get_flags(handle, flags), image);
        check(LibRbd.rbd_get_block_name_prefix(handle, prefix, prefix.size()), image);
        long dataPool = check(LibRbd.rbd_get_data_pool_id(handle), image);
        return new ImageInfo(
                stat.getLong(0),
                stat.getLong(OBJECT_SIZE_AT),
                unit.getValue(),
                count.getValue(),
                new ImageFeatures(features.getValue()),
                (flags.getValue() & LibRbd.FLAG_OBJECT_MAP_INVALID) != 0,
                (flags.getValue() & LibRbd.FLAG_FAST_DIFF_INVALID) != 0,
                dataPool,
                CText.at(prefix));
    }

    /** {@code rbd_linked_image_spec_t}: pool id, pool name, namespace, image id, image name, trash. */
    static Optional<ParentSnapshot> parent(NativeImage image) {
        var linked = new Memory(LINKED_IMAGE_BYTES);
        var snapshot = new Memory(SNAP_SPEC_BYTES);
        linked.clear();
        snapshot.clear();
        int result = LibRbd.rbd_get_parent(image.pointer(), linked, snapshot);
        if (result == -Call.ENOENT) {
            return Optional.empty();
        }
        check(result, image);
        var parent = new ParentSnapshot(
                linked.getLong(0), CText.pointedAt(linked, 16), CText.pointedAt(linked, 24), snapshot.getLong(0));
        LibRbd.rbd_linked_image_spec_cleanup(linked);
        LibRbd.rbd_snap_spec_cleanup(snapshot);
        return Optional.of(parent);
    }

    /** {@code rbd_mirror_image_info_t}: global id, state, primary. */
    static MirrorRole mirrorRole(NativeImage image) {
        var info = new Memory(MIRROR_INFO_BYTES);
        info.clear();
        int result = LibRbd.rbd_mirror_image_get_info(image.pointer(), info, info.size());
        if (result == -Call.ENOENT) {
            return MirrorRole.NONE;
        }
        check(result, image);
        int state = info.getInt(8);
        boolean primary = info.getByte(12) != 0;
        LibRbd.rbd_mirror_image_get_info_cleanup(info);
        if (state == MIRROR_DISABLED) {
            return MirrorRole.NONE;
        }
        if (state != MIRROR_ENABLED) {
            return MirrorRole.CHANGING;
        }
        return primary ? MirrorRole.PRIMARY : MirrorRole.NON_PRIMARY;
    }

    /** {@code rbd_image_watcher_t}: address, client id, cookie. */
    static List<Watcher> watchers(NativeImage image) {
        var filled = Call.fill(
                16,
                WATCHER_BYTES,
                (buffer, count) -> LibRbd.rbd_watchers_list(image.pointer(), buffer, count),
                "list watchers",
                image::describe);
        var watchers = new ArrayList<Watcher>();
        for (long at = 0; at < filled.length() * WATCHER_BYTES; at += WATCHER_BYTES) {
            watchers.add(new Watcher(
                    CText.pointedAt(filled.buffer(), at),
                    filled.buffer().getLong(at + 8),
                    filled.buffer().getLong(at + 16)));
        }
        LibRbd.rbd_watchers_list_cleanup(filled.buffer(), filled.length());
        return List.copyOf(watchers);
    }

    private static long check(long result, NativeImage image) {
        return Call.check(result, "look", image::describe);
    }
}
