package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ExtentVisitor;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.UnsafeDiffException;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.DiffCallback;
import io.spirula.rbd.jna.LibRbd;
import org.jspecify.annotations.Nullable;

/**
 * One listing of differences. librbd calls back on the calling thread, so one native callback serves all of them and
 * finds its listing by thread.
 */
final class Difference {

    private static final DiffCallback CALLBACK = Difference::deliver;
    private static final ThreadLocal<@Nullable Difference> CURRENT = new ThreadLocal<>();
    private static final int EPERM = 1;

    private final NativeImage image;
    private final DiffRequest request;
    private @Nullable ExtentVisitor visitor;
    private @Nullable Throwable thrown;

    Difference(NativeImage image, DiffRequest request) {
        this.image = image;
        this.request = request;
    }

    void visit(ExtentVisitor receiver) {
        visitor = receiver;
        image.call(() -> {
            // an empty range aborts the process on librbd before 17.2.8
            long length = Math.min(request.length(), image.sizeNow() - request.offset());
            if (length > 0) {
                list(length);
            }
            return true;
        });
    }

    private void list(long length) {
        Long from = request.fromSnapshotId();
        boolean wholeObjects = request.granularity() == DiffRequest.Granularity.WHOLE_OBJECT;
        String fromName = from == null ? null : image.snapshots().userName(from);
        if (wholeObjects) {
            requireNoShrink(from == null ? 0 : from);
        }
        int result = iterate(fromName, length, wholeObjects);
        if (thrown != null) {
            rethrow(thrown);
        }
        Call.check(result, "list differences since " + (from == null ? "the beginning" : from), image::describe);
        if (from != null && fromName != null) {
            image.snapshots().requireId(fromName, from);
        }
    }

    private int iterate(@Nullable String fromName, long length, boolean wholeObjects) {
        Difference outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return LibRbd.rbd_diff_iterate2(
                    image.pointer(),
                    fromName == null ? null : CText.of(fromName),
                    request.offset(),
                    length,
                    (byte) (request.includeParent() ? 1 : 0),
                    (byte) (wholeObjects ? 1 : 0),
                    CALLBACK,
                    null);
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** Object maps forget what a shrink dropped, and one that ends smaller aborts the process. */
    private void requireNoShrink(long from) {
        long end = image.viewedSnapshot().orElse(Long.MAX_VALUE);
        long size = 0;
        for (Snapshot snapshot : image.snapshots().list()) {
            if (snapshot.id() >= from && snapshot.id() <= end) {
                requireNotBelow(size, snapshot.size(), "snapshot " + snapshot.id());
                size = snapshot.size();
            }
        }
        requireNotBelow(size, image.sizeNow(), "the end");
    }

    private void requireNotBelow(long before, long size, String where) {
        if (size < before) {
            throw new UnsafeDiffException(image.describe() + " shrank from " + before + " to " + size + " bytes before "
                    + where + ": whole-object differences lose changes there, ask for exact ones");
        }
    }

    private static int deliver(long offset, long length, int exists, @Nullable Pointer arg) {
        Difference listing = CURRENT.get();
        // after a refusal librbd still delivers what it had under way
        if (listing == null || listing.visitor == null || listing.thrown != null) {
            return -EPERM;
        }
        try {
            listing.visitor.visit(offset, length, exists != 0);
            return 0;
        } catch (RuntimeException | Error e) {
            listing.thrown = e;
            return -EPERM;
        }
    }

    private static void rethrow(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }
}
