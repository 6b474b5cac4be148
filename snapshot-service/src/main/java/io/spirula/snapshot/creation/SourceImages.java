package io.spirula.snapshot.creation;

import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.Reason;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.RbdAlreadyExistsException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.snapshot.inventory.Ownership;
import java.util.Optional;

/** The images of one cluster, found by their ids, as sources of snapshots. */
final class SourceImages {

    private final CephCluster cluster;

    SourceImages(CephCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Why no snapshot of the image may be made; empty when one may be.
     *
     * @throws io.spirula.rbd.RbdException when that cannot be found out
     */
    Optional<Reason> refusal(BackupMember member) {
        if (!member.image().fsid().equals(cluster.fsid())) {
            return refused(
                    member,
                    "WRONG_CLUSTER",
                    "is on cluster " + member.image().fsid() + ", but " + cluster.name() + " is " + cluster.fsid()
                            + "; check the configured clusters");
        }
        try (RbdPool pool = open(member)) {
            String id = member.image().image();
            boolean inTrash = pool.trash().stream().anyMatch(entry -> entry.id().equals(id));
            try (RbdImage image = pool.openReadOnly(ImageLocator.byId(id))) {
                return refusal(member, image, inTrash);
            }
        } catch (RbdNotFoundException e) {
            return refused(member, "IMAGE_GONE", "does not exist any more; its points stay");
        }
    }

    private static Optional<Reason> refusal(BackupMember member, RbdImage image, boolean inTrash) {
        // a migration puts its source into the trash, where its owner cannot take it out again
        if (image.info().features().contains(ImageFeature.MIGRATING)) {
            return refused(
                    member,
                    "IMAGE_MIGRATING",
                    "is being migrated; no backup is made of it before that is committed or aborted");
        }
        if (inTrash) {
            return refused(member, "IMAGE_IN_TRASH", "is in the trash; restore it to protect it again");
        }
        if (Ownership.isOurs(image.metadata().list())) {
            return refused(member, "IMAGE_IS_REPLICA", "is one of Spirula's own and never a source");
        }
        if (image.mirrorRole() == MirrorRole.NON_PRIMARY
                || image.info().features().contains(ImageFeature.NON_PRIMARY)) {
            return refused(member, "IMAGE_NOT_PRIMARY", "is written by rbd-mirror; protect the primary image");
        }
        return Optional.empty();
    }

    /** The user snapshot of that name, if there is one. */
    Optional<Snapshot> find(BackupMember member, String name) {
        try (RbdPool pool = open(member);
                RbdImage image =
                        pool.openReadOnly(ImageLocator.byId(member.image().image()))) {
            return image.snapshots().find(name);
        }
    }

    /** The snapshot that a failed run left behind, if there is one. */
    Optional<Snapshot> leftover(BackupMember member, String name) {
        try {
            return find(member, name);
        } catch (RbdNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Makes the snapshot, or takes over the one of that name that an earlier attempt made. */
    Snapshot ensure(BackupMember member, String name) {
        try (RbdPool pool = open(member);
                RbdImage image = pool.open(ImageLocator.byId(member.image().image()))) {
            Optional<Snapshot> made = image.snapshots().find(name);
            if (made.isPresent()) {
                return made.get();
            }
            try {
                long id = image.snapshots().create(name);
                return image.snapshots()
                        .find(id)
                        .orElseThrow(() -> new IllegalStateException("snapshot " + id + " of " + member.ref()
                                + " was made but is not there; somebody else removes snapshots of this image"));
            } catch (RbdAlreadyExistsException e) {
                return image.snapshots().find(name).orElseThrow(() -> e);
            }
        }
    }

    private RbdPool open(BackupMember member) {
        return cluster.openPool(member.image().pool(), member.image().namespace());
    }

    private static Optional<Reason> refused(BackupMember member, String code, String why) {
        return Optional.of(new Reason(code, "image " + member.ref() + " (" + member.image() + ") " + why));
    }
}
