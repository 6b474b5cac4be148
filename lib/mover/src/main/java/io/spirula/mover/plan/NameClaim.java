package io.spirula.mover.plan;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What entitles the replica of a lineage to a name: that its source image is called so.
 *
 * @param lineage the protected disk
 * @param tenant whose it is; null when that is not known
 * @param source what its source image was called when it was told of last
 * @param told when that was
 */
public record NameClaim(LineageId lineage, @Nullable String tenant, ImageRef source, Instant told) {

    public NameClaim {
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(told, "told");
    }

    /**
     * Whether a replica of this lineage that has a name gives it up to the replica of a claimant: to a later generation of
     * its own, or when its source is not called so any more, be it that it was renamed or that the claimant's source is what
     * has its whole name now.
     */
    boolean yields(String name, NameClaim claimant) {
        return lineage.equals(claimant.lineage)
                || (claimant.source.name().equals(name) && (!source.name().equals(name) || isReplacedBy(claimant)));
    }

    /** No two images have one name in one place: of two that were told of under it, only the later one has it still. */
    boolean isReplacedBy(NameClaim claimant) {
        return hasSourceNameOf(claimant) && !told.isAfter(claimant.told);
    }

    /** No tenant learns what images of another one are called. */
    boolean mayKnow(NameClaim other) {
        return tenant != null && tenant.equals(other.tenant);
    }

    boolean hasSourceNameOf(NameClaim other) {
        return source.equals(other.source);
    }
}
