package io.spirula.transfer.adoption;

import io.spirula.contracts.ImageRef;
import io.spirula.mover.replica.ReplicaDescription;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the images of a place that say they are replicas. Only looks. */
final class PlaceSurvey {

    private static final List<String> IDENTITY =
            List.of(ReplicaMetadata.LINEAGE, ReplicaMetadata.SOURCE, ReplicaMetadata.EPOCH);

    private PlaceSurvey() {}

    /**
     * @param namespace null for all of the pool
     * @throws RbdNotFoundException when there is no such pool or namespace
     */
    static List<FoundImage> read(CephCluster cluster, String pool, @Nullable String namespace) {
        List<FoundImage> found = new ArrayList<>();
        for (String one : namespace == null ? namespaces(cluster, pool) : List.of(namespace)) {
            try (RbdPool place = cluster.openPool(pool, one)) {
                for (ImageEntry entry : place.images()) {
                    look(place, entry).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static List<String> namespaces(CephCluster cluster, String pool) {
        try (RbdPool place = cluster.openPool(pool, "")) {
            return Stream.concat(Stream.of(""), place.namespaces().stream()).toList();
        }
    }

    private static Optional<FoundImage> look(RbdPool place, ImageEntry entry) {
        try (RbdImage image = place.openReadOnly(ImageLocator.byId(entry.id()))) {
            ReplicaDescription said = ReplicaMetadata.read(image.metadata());
            ReplicaIdentity identity = said.identity();
            if (identity == null && said.unreadable().stream().noneMatch(IDENTITY::contains)) {
                return Optional.empty();
            }
            ImageRef ref = new ImageRef(place.cluster().name(), place.poolName(), place.namespace(), entry.name());
            boolean sound = identity != null
                    && OutsideText.isSound(identity.source().fsid())
                    && OutsideText.isSound(identity.source().namespace())
                    && OutsideText.isSound(identity.source().image());
            return Optional.of(new FoundImage(image.id(), ref, sound ? identity : null));
        } catch (RbdNotFoundException e) {
            return Optional.empty(); // it went while the place was listed
        }
    }
}
