package io.spirula.mover.move;

import io.spirula.mover.Base;
import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.Errno;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks whether the snapshots that a move reads are there: a removed one reads as zeroes without any error. */
public final class SourceSnapshots {

    private SourceSnapshots() {}

    /** The id of the snapshot that the source is set to. */
    public static long end(RbdImage source) {
        return source.viewedSnapshot()
                .orElseThrow(() ->
                        new IllegalArgumentException("source image " + source.id() + " must be opened at a snapshot"));
    }

    /**
     * Asks the cluster, not the source's handle: blocks until it answers.
     *
     * @throws MoveFailedException if the end or the base is gone
     * @throws RbdException if the cluster refuses or does not answer, or the image itself is gone
     */
    public static void requirePresent(RbdImage source, long end, @Nullable Base base) {
        List<Snapshot> snapshots = snapshotsNow(source);
        if (snapshots.stream().noneMatch(snapshot -> snapshot.id() == end)) {
            throw gone(MoveFailedException.SOURCE_SNAPSHOT_GONE, source, end);
        }
        if (base != null && snapshots.stream().noneMatch(snapshot -> snapshot.id() == base.sourceSnapshotId())) {
            throw gone(MoveFailedException.SOURCE_BASE_GONE, source, base.sourceSnapshotId());
        }
    }

    /** A handle that lost its watch goes on listing what was removed; one just opened has read the image's header. */
    private static List<Snapshot> snapshotsNow(RbdImage source) {
        try (RbdImage fresh =
                source.pool().openReadOnly(ImageLocator.byId(source.id().image()))) {
            return fresh.snapshots().list();
        }
    }

    /**
     * Throws the better explanation if something was not found, or could not be read, because a snapshot is gone: to a handle
     * that has heard of that, all of it lies behind its end.
     */
    public static void explain(MoveFailedException failure, RbdImage source, long end, @Nullable Base base) {
        if (failure.getCause() instanceof RbdException refused
                && (refused instanceof RbdNotFoundException || refused.errno() == Errno.EINVAL)) {
            try {
                requirePresent(source, end, base);
            } catch (MoveFailedException gone) {
                gone.addSuppressed(failure);
                throw gone;
            } catch (RbdException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static MoveFailedException gone(String code, RbdImage source, long snapshot) {
        return MoveFailedException.refused(
                code,
                "snapshot " + snapshot + " of source image " + source.id()
                        + " was removed while it was needed: what was read is worth nothing; run a new backup");
    }
}
