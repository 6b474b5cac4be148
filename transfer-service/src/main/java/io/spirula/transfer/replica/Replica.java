package io.spirula.transfer.replica;

import io.spirula.contracts.DerivedId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a replica.
 *
 * @param id of the record
 * @param lineage the protected disk
 * @param targetKey the place
 * @param source the image that it is made from
 * @param cluster the configured cluster
 * @param fsid the cluster's identity
 * @param poolId the pool
 * @param namespace empty for the default one
 * @param image the image's id; null until it was created
 * @param name what it was called last
 * @param wantedName what it is to be called once it is complete
 * @param epoch the generation's number; grows within a lineage and among the holders of a name
 * @param state where it is in its life
 * @param seeding the point that it was begun with
 */
public record Replica(
        UUID id,
        LineageId lineage,
        String targetKey,
        ImageId source,
        String cluster,
        String fsid,
        long poolId,
        String namespace,
        @Nullable String image,
        String name,
        String wantedName,
        long epoch,
        ReplicaState state,
        PointId seeding) {

    public Replica {
        Objects.requireNonNull(state, "state");
    }

    /** The id of a generation's record, the same one whenever it is made. */
    public static UUID id(LineageId lineage, String targetKey, long epoch) {
        return DerivedId.of("replica", lineage.toString(), targetKey, Long.toString(epoch));
    }

    /** Its identity; empty until the image was created. */
    public Optional<ImageId> identity() {
        return image == null ? Optional.empty() : Optional.of(new ImageId(fsid, poolId, namespace, image));
    }
}
