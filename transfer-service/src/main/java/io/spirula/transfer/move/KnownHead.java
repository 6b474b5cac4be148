package io.spirula.transfer.move;

import io.spirula.mover.replica.LockSeal;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.transfer.replica.HeadSeal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a replica's HEAD while this attempt has its lock, and as of which version of its header: librbd makes the
 * image smaller and larger for others, too. Used by one thread.
 */
final class KnownHead {

    private @Nullable Long snapshotId;
    private @Nullable Instant lookedAt;
    private @Nullable Long header;

    private KnownHead(@Nullable Long snapshotId, @Nullable Instant lookedAt, @Nullable Long header) {
        this.snapshotId = snapshotId;
        this.lookedAt = lookedAt;
        this.header = header;
    }

    static KnownHead unknown() {
        return new KnownHead(null, null, null);
    }

    static KnownHead sealed(HeadSeal seal, long header) {
        return new KnownHead(seal.snapshotId(), seal.lookedAt(), header);
    }

    /** Version of the header that what is known is known of; null if nothing is, or somebody else changed it. */
    @Nullable
    Long header() {
        return header;
    }

    /** Whether it is that snapshot for certain, and was looked at after a moment and not after another one. */
    boolean is(long snapshot, Instant after, Instant now) {
        return header != null
                && snapshotId != null
                && snapshotId == snapshot
                && lookedAt != null
                && lookedAt.isAfter(after)
                && !lookedAt.isAfter(now);
    }

    /** A look at it begins. */
    void lookAt(long header) {
        this.snapshotId = null;
        this.header = header;
    }

    /** It was compared with that snapshot, or rolled back to it. */
    void lookedAt(long snapshot, long header, Instant now) {
        this.snapshotId = snapshot;
        this.header = header;
        this.lookedAt = now;
    }

    /** It is written to. Nobody has to look at what was begun anew. */
    void changes(Instant now) {
        snapshotId = null;
        if (lookedAt == null) {
            lookedAt = now;
        }
    }

    /** What was written became that snapshot, under the lock. */
    void became(long snapshot, @Nullable Long header) {
        this.snapshotId = snapshot;
        this.header = header;
    }

    /** Carries out a change of ours at the image's header. What is known stays so unless somebody else made one before. */
    void through(RbdImage image, Runnable change) {
        boolean alone = header != null && header == image.header().version();
        change.run();
        header = alone ? image.header().version() : null;
    }

    /** Whether enough is certain to seal it. */
    boolean isSealable() {
        return snapshotId != null && lookedAt != null && header != null;
    }

    /**
     * Gives the lock back; returns what is to be recorded of it. Only what {@link #isSealable}.
     *
     * @param unsealed hears of an error that concerns nothing but the seal
     */
    Optional<HeadSeal> seal(RbdImage image, Consumer<RbdException> unsealed) {
        long snapshot = Objects.requireNonNull(snapshotId);
        OptionalLong version = LockSeal.release(image, Objects.requireNonNull(header), snapshot, unsealed);
        return version.isEmpty()
                ? Optional.empty()
                : Optional.of(new HeadSeal(snapshot, version.getAsLong(), Objects.requireNonNull(lookedAt)));
    }
}
