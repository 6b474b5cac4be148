package io.spirula.mover.replica;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import java.util.Objects;

/**
 * What an image is a replica of.
 *
 * @param lineage the protected disk
 * @param source the image it is copied from
 * @param epoch its generation, at least 1
 */
public record ReplicaIdentity(LineageId lineage, ImageId source, long epoch) {

    public ReplicaIdentity {
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(source, "source");
        if (epoch < 1) {
            throw new IllegalArgumentException("an epoch is at least 1: " + epoch);
        }
    }
}
