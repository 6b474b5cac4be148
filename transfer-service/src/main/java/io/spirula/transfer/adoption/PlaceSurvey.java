package io.spirula.transfer.adoption;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Reason;
import io.spirula.mover.replica.ReplicaDescription;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPermissionException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.RbdTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the images of a place that say they are replicas. Only looks. An image that cannot be opened is named, and keeps
 * none of the others from being found.
 */
final class PlaceSurvey {

    private static final List<String> IDENTITY =
            List.of(ReplicaMetadata.LINEAGE, ReplicaMetadata.SOURCE, ReplicaMetadata.EPOCH);
    /** So many images in a row that do not answer, or are forbidden, are taken for a cluster that does or forbids that. */
    private static final int IN_A_ROW = 3;

    private final List<FoundImage> replicas = new ArrayList<>();
    private final List<UnreadableImage> unreadable = new ArrayList<>();
    private int inARow;

    private PlaceSurvey() {}

    /**
     * @param namespace null for all of the pool
     * @throws RbdNotFoundException when there is no such pool or namespace
     * @throws RbdException when it cannot be listed, or the cluster does not let its images be opened
     */
    static Findings read(CephCluster cluster, String pool, @Nullable String namespace) {
        PlaceSurvey survey = new PlaceSurvey();
        for (String one : namespace == null ? namespaces(cluster, pool) : List.of(namespace)) {
            try (RbdPool place = cluster.openPool(pool, one)) {
                survey.read(place);
            }
        }
        return new Findings(survey.replicas, survey.unreadable);
    }

    private static List<String> namespaces(CephCluster cluster, String pool) {
        try (RbdPool place = cluster.openPool(pool, "")) {
            return Stream.concat(Stream.of(""), place.namespaces().stream()).toList();
        }
    }

    private void read(RbdPool place) {
        Map<String, RbdNotFoundException> missing = new LinkedHashMap<>();
        for (ImageEntry entry : place.images()) {
            try {
                look(place, entry).ifPresent(replicas::add);
                inARow = 0;
            } catch (RbdNotFoundException e) {
                missing.put(entry.id(), e);
            } catch (RbdException e) {
                boolean notOfOneImage = e instanceof RbdTimeoutException || e instanceof RbdPermissionException;
                if (e.endsConnection() || (notOfOneImage && ++inARow >= IN_A_ROW)) {
                    throw e;
                }
                unreadable.add(unreadable(place, entry, e));
            }
        }
        if (!missing.isEmpty()) {
            listedStill(place, missing);
        }
    }

    /** What is listed without being there is damaged; the others went while the place was listed. */
    private void listedStill(RbdPool place, Map<String, RbdNotFoundException> missing) {
        for (ImageEntry entry : place.images()) {
            RbdNotFoundException e = missing.get(entry.id());
            if (e != null) {
                unreadable.add(unreadable(place, entry, e));
            }
        }
    }

    private static UnreadableImage unreadable(RbdPool place, ImageEntry entry, RbdException e) {
        ImageRef ref = ref(place, entry);
        return new UnreadableImage(
                new ImageId(place.cluster().fsid(), place.poolId(), place.namespace(), entry.id()),
                ref,
                new Reason(
                        "IMAGE_UNREADABLE",
                        "image " + ref + " with the id " + entry.id() + " could not be read, so whether it is a replica"
                                + " is not known: " + e.getMessage() + "; adopt again when it can be read"));
    }

    private static Optional<FoundImage> look(RbdPool place, ImageEntry entry) {
        try (RbdImage image = place.openReadOnly(ImageLocator.byId(entry.id()))) {
            ReplicaDescription said = ReplicaMetadata.read(image.metadata());
            ReplicaIdentity identity = said.identity();
            if (identity == null && said.unreadable().stream().noneMatch(IDENTITY::contains)) {
                return Optional.empty();
            }
            boolean sound = identity != null
                    && OutsideText.isSound(identity.source().fsid())
                    && OutsideText.isSound(identity.source().namespace())
                    && OutsideText.isSound(identity.source().image());
            return Optional.of(new FoundImage(image.id(), ref(place, entry), sound ? identity : null));
        }
    }

    private static ImageRef ref(RbdPool place, ImageEntry entry) {
        return new ImageRef(
                place.cluster().name(), place.poolName(), place.namespace(), OutsideText.label(entry.name()));
    }
}
