package io.spirula.mover.move;

import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Traffic;
import io.spirula.mover.digest.ImageDigests;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of an image that a move changes held at the target's base: what is to be taken from the digest of that base
 * to have the digest of the end. Reads many parts at a time, beside the move and behind its writes, which do not touch the
 * base. Nothing is read where no digest follows from it.
 */
final class FormerContent implements AutoCloseable {

    private final MoverLimits limits;
    private final @Nullable RbdImage base;

    private FormerContent(MoverLimits limits, @Nullable RbdImage base) {
        this.limits = limits;
        this.base = base;
    }

    /** Opens a handle of its own: diffs on one that reads wait for those reads. */
    static FormerContent of(MoveRequest request, MoverLimits limits) {
        Base base = request.base();
        RbdImage target = request.target();
        return new FormerContent(
                limits,
                base == null || !request.updatesDigest()
                        ? null
                        : target.pool()
                                .openSnapshot(ImageLocator.byId(target.id().image()), base.targetSnapshotId()));
    }

    /** Gives a crew the threads that read; what they have read of is done. */
    Ends join(Crew crew, @Nullable Allocation allocation, ChunkHashes done, Pulse pulse, MoveContext context) {
        if (base == null || allocation == null) {
            return Ends.in(done);
        }
        FormerReads reads = new FormerReads(base.size(), allocation, done, context::digestLost);
        reads.join(crew, base, limits, pulse, context.throttle(Traffic.AT_TARGET));
        return reads;
    }

    /**
     * What a smaller image has lost: that is in no difference. Of the block that the new end cuts, what is left stays.
     *
     * @param end the new size in bytes
     * @return empty where the base cannot be read
     */
    Optional<PointDigest> beyond(long end, MoveContext context) {
        if (base == null || base.size() <= end) {
            return Optional.of(PointDigest.ZERO);
        }
        try {
            return Optional.of(lost(base, end, context));
        } catch (RbdException e) {
            context.digestLost(e);
            return Optional.empty();
        }
    }

    private PointDigest lost(RbdImage image, long end, MoveContext context) {
        long from = end - end % PointDigest.BLOCK;
        PointDigest lost = new ImageDigests(limits).from(image, from, MoveProgress.Phase.DIFF, context);
        if (from == end) {
            return lost;
        }
        ByteBuffer left = ByteBuffer.allocateDirect((int) (end - from));
        image.read(from, left);
        return lost.minus(PointDigest.of(from, left));
    }

    @Override
    public void close() {
        if (base != null) {
            base.close();
        }
    }
}
