package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import java.util.Map;
import java.util.stream.Collectors;

/** Opens single images to see what a listing does not tell. */
final class Inspection {

    private final CephCluster cluster;

    Inspection(CephCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * What the image is now.
     *
     * @throws RbdNotFoundException when it went since it was listed
     */
    Inspected inspect(Sighting sighting) {
        ImageId id = sighting.image();
        try (RbdPool pool = cluster.openPool(id.pool(), id.namespace());
                RbdImage image = pool.openReadOnly(ImageLocator.byId(id.image()))) {
            Map<String, String> metadata = image.metadata().list();
            Map<String, String> labels = Labels.of(metadata);
            Map<String, String> fitting = Labels.fitting(labels);
            ImageState state = new ImageState(
                    sighting.ref(),
                    image.size(),
                    image.info().features().bits(),
                    fitting,
                    sighting.inTrash(),
                    Ownership.isOurs(metadata),
                    roleOf(image));
            return new Inspected(
                    state,
                    image.snapshots().list().stream()
                            .filter(snapshot -> snapshot.kind() == SnapshotKind.USER)
                            .map(Snapshot::id)
                            .collect(Collectors.toSet()),
                    labels.size() - fitting.size());
        }
    }

    boolean isListed(ImageId id) {
        try (RbdPool pool = cluster.openPool(id.pool(), id.namespace())) {
            return pool.images().stream().anyMatch(entry -> entry.id().equals(id.image()));
        } catch (RbdNotFoundException e) {
            return false;
        }
    }

    /** Whether asking for the image's id finds nothing, in the trash neither. Any other answer than ENOENT is thrown. */
    boolean isGone(ImageId id) {
        try (RbdPool pool = cluster.openPool(id.pool(), id.namespace())) {
            if (pool.trash().stream().anyMatch(entry -> entry.id().equals(id.image()))) {
                return false;
            }
            pool.openReadOnly(ImageLocator.byId(id.image())).close();
            return false;
        } catch (RbdNotFoundException e) {
            return true;
        }
    }

    private static MirrorRole roleOf(RbdImage image) {
        return switch (image.mirrorRole()) {
            case NONE -> MirrorRole.NONE;
            case PRIMARY -> MirrorRole.PRIMARY;
            case NON_PRIMARY, CHANGING -> MirrorRole.NON_PRIMARY;
        };
    }
}
