package io.spirula.mover.move;

import io.spirula.mover.Base;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.MapUse;
import io.spirula.rbd.RbdImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to move where. Images stay open and belong to the caller; nothing else may use them or change them meanwhile.
 *
 * @param source set to the end snapshot, with a watch
 * @param target at HEAD, its exclusive lock held if it has that feature; for a full it is empty: best created with size 0
 * @param base null for a full; otherwise the target's HEAD equals it, but for what earlier attempts did
 * @param done by earlier attempts at the very same move; belongs to the move from then on. Where there is any, HEAD was seen
 *     to be theirs alone: {@link io.spirula.mover.replica.ReplicaHead#beyondMove}
 * @param maps how the source's object maps are gone by; null if every object is asked, as for a full
 * @param everything copies all that the source has, for the base may not be what it should be; not by maps
 * @param baseDigest of the base, by which that of the end is to be had; null if none is known, or none is wanted
 */
public record MoveRequest(
        RbdImage source,
        RbdImage target,
        @Nullable Base base,
        DoneParts done,
        @Nullable MapUse maps,
        boolean everything,
        @Nullable PointDigest baseDigest) {

    /** A move that begins; every object is asked. */
    public MoveRequest(RbdImage source, RbdImage target, @Nullable Base base) {
        this(source, target, base, DoneParts.nothing());
    }

    /** Every object is asked. */
    public MoveRequest(RbdImage source, RbdImage target, @Nullable Base base, DoneParts done) {
        this(source, target, base, done, null, base == null, null);
    }

    public MoveRequest {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(done, "done");
        if (maps != null && (base == null || everything)) {
            throw new IllegalArgumentException("object maps tell nothing but changes since a base");
        }
    }

    /** Whether all that the source has is moved. */
    boolean isWhole() {
        return base == null || everything;
    }

    /** Whether the digest of the end is had by that of the base; that of a whole is just what was moved. */
    boolean updatesDigest() {
        return baseDigest != null && !isWhole();
    }
}
