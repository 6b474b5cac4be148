package io.spirula.transfer.move;

import io.spirula.transfer.replica.HeadSeal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is known of a replica's HEAD while this attempt has its lock. Used by one thread. */
final class KnownHead {

    private @Nullable Long snapshotId;
    private @Nullable Instant lookedAt;

    private KnownHead(@Nullable Long snapshotId, @Nullable Instant lookedAt) {
        this.snapshotId = snapshotId;
        this.lookedAt = lookedAt;
    }

    static KnownHead unknown() {
        return new KnownHead(null, null);
    }

    static KnownHead sealed(HeadSeal seal) {
        return new KnownHead(seal.snapshotId(), seal.lookedAt());
    }

    boolean isKnown() {
        return snapshotId != null;
    }

    /** Whether it is that snapshot for certain, and was looked at after a moment and not after another one. */
    boolean is(long snapshot, Instant after, Instant now) {
        return snapshotId != null
                && snapshotId == snapshot
                && lookedAt != null
                && lookedAt.isAfter(after)
                && !lookedAt.isAfter(now);
    }

    /** It was compared with that snapshot, or rolled back to it. */
    void lookedAt(long snapshot, Instant now) {
        snapshotId = snapshot;
        lookedAt = now;
    }

    /** It is written to. Nobody has to look at what was begun anew. */
    void changes(Instant now) {
        snapshotId = null;
        if (lookedAt == null) {
            lookedAt = now;
        }
    }

    /** What was written became that snapshot, under the lock. */
    void became(long snapshot) {
        snapshotId = snapshot;
    }

    /** What is to be recorded of it; empty if nothing is certain. */
    Optional<HeadSeal> seal(OptionalLong version) {
        return snapshotId == null || lookedAt == null || version.isEmpty()
                ? Optional.empty()
                : Optional.of(new HeadSeal(snapshotId, version.getAsLong(), lookedAt));
    }
}
