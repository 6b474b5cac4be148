package io.spirula.mover;

import io.spirula.rbd.Errno;
import io.spirula.rbd.RbdException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A move, a read-back or a comparison could not be carried out. What was written is not a point. */
public final class MoveFailedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public static final String SOURCE_SNAPSHOT_GONE = "SOURCE_SNAPSHOT_GONE";
    public static final String SOURCE_BASE_GONE = "SOURCE_BASE_GONE";
    public static final String SOURCE_MAP_LACKS_DATA = "SOURCE_MAP_LACKS_DATA";
    public static final String CANCELLED = "CANCELLED";
    public static final String NO_PROGRESS = "NO_PROGRESS";
    public static final String SHORT_TRANSFER = "SHORT_TRANSFER";
    public static final String TARGET_NOT_EMPTY = "TARGET_NOT_EMPTY";
    public static final String TARGET_NOT_LOCKED = "TARGET_NOT_LOCKED";
    public static final String TARGET_SIZE_DIFFERS = "TARGET_SIZE_DIFFERS";
    public static final String TARGET_HEAD_DIFFERS = "TARGET_HEAD_DIFFERS";

    private final String code;
    private final boolean retryable;
    private final boolean fenceFirst;

    private MoveFailedException(
            String code, String message, boolean retryable, boolean fenceFirst, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryable = retryable;
        this.fenceFirst = fenceFirst;
    }

    public static MoveFailedException refused(String code, String message) {
        return new MoveFailedException(code, message, false, false, null);
    }

    public static MoveFailedException retryable(String code, String message) {
        return new MoveFailedException(code, message, true, false, null);
    }

    public static MoveFailedException cancelled() {
        return refused(
                CANCELLED, "the work was cancelled, has passed its deadline or belongs to another process by now");
    }

    public static MoveFailedException noProgress(String message) {
        return new MoveFailedException(NO_PROGRESS, message, true, true, null);
    }

    /** What Ceph refused, under its own code. */
    public static MoveFailedException ceph(RbdException failure) {
        Errno errno = failure.errno();
        boolean lostConnection = failure.endsConnection();
        return new MoveFailedException(
                failure.code(),
                failure.getMessage() == null ? failure.code() : failure.getMessage(),
                failure.isTransient() || lostConnection,
                errno == Errno.ETIMEDOUT || lostConnection,
                failure);
    }

    /** The same, as it ends another move that needed what failed. */
    public MoveFailedException forAnother() {
        var same = new MoveFailedException(
                code, getMessage() == null ? code : getMessage(), retryable, fenceFirst, getCause());
        same.addSuppressed(this);
        return same;
    }

    /** Stable, in upper case: one of this class's constants or {@link RbdException#code}. */
    public String code() {
        return code;
    }

    /** Whether planning and trying again may well succeed. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether something written may still land: close and blocklist this client instance before trying again. */
    public boolean fenceFirst() {
        return fenceFirst;
    }
}
