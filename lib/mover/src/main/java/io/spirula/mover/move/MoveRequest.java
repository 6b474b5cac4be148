package io.spirula.mover.move;

import io.spirula.mover.Base;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.MapUse;
import io.spirula.mover.feed.Difference;
import io.spirula.mover.feed.Seat;
import io.spirula.rbd.RbdImage;
import java.util.Objects;
import java.util.Optional;
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
 * @param seat at a feed that reads the source for several moves; null if this one reads for itself
 * @param header version that the target's header had when its HEAD was known, or begun to be looked at. Null for a full that
 *     begins, which finds its target empty; otherwise somebody may have changed HEAD since
 */
public record MoveRequest(
        RbdImage source,
        RbdImage target,
        @Nullable Base base,
        DoneParts done,
        @Nullable MapUse maps,
        boolean everything,
        @Nullable PointDigest baseDigest,
        @Nullable Seat seat,
        @Nullable Long header) {

    /** A move that begins; every object is asked. */
    public MoveRequest(RbdImage source, RbdImage target, @Nullable Base base) {
        this(source, target, base, DoneParts.nothing());
    }

    /** Every object is asked. */
    public MoveRequest(RbdImage source, RbdImage target, @Nullable Base base, DoneParts done) {
        this(source, target, base, done, null, base == null, null, null, null);
    }

    /** Reads for itself. */
    public MoveRequest(
            RbdImage source,
            RbdImage target,
            @Nullable Base base,
            DoneParts done,
            @Nullable MapUse maps,
            boolean everything,
            @Nullable PointDigest baseDigest) {
        this(source, target, base, done, maps, everything, baseDigest, null, null);
    }

    public MoveRequest {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(done, "done");
        if (maps != null && (base == null || everything)) {
            throw new IllegalArgumentException("object maps tell nothing but changes since a base");
        }
        if (seat != null && !shareable(source, base, done, maps, everything).equals(Optional.of(seat.difference()))) {
            throw new IllegalArgumentException(
                    "a feed of " + seat.difference() + " does not bring what this move needs");
        }
    }

    /**
     * What it has in common with others that the same read can serve; empty where it needs a read of its own, for part of
     * it is done, it goes by object maps, or it copies more than what differs.
     */
    public Optional<Difference> shareable() {
        return shareable(source, base, done, maps, everything);
    }

    private static Optional<Difference> shareable(
            RbdImage source, @Nullable Base base, DoneParts done, @Nullable MapUse maps, boolean everything) {
        return done.isEmpty() && maps == null && (base == null || !everything)
                ? Optional.of(Difference.of(source, base == null ? null : base.sourceSnapshotId()))
                : Optional.empty();
    }

    /**
     * The same, fed.
     *
     * @param seat of its difference; belongs to the move from then on
     * @throws IllegalArgumentException if the feed brings something else
     */
    public MoveRequest fedAt(Seat seat) {
        return new MoveRequest(source, target, base, done, maps, everything, baseDigest, seat, header);
    }

    /** The same of a target whose HEAD is known as of a version of its header. */
    public MoveRequest knownAt(@Nullable Long header) {
        return new MoveRequest(source, target, base, done, maps, everything, baseDigest, seat, header);
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
