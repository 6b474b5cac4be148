package io.spirula.rbd.nativeceph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.contract.Buffers;
import io.spirula.rbd.contract.Extents;
import io.spirula.rbd.contract.SandboxCeph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots that others made with other tools, pools of their own, and what rbd-mirror makes of an image. */
class ForeignSnapshotsIT {

    private final SandboxCeph ceph = SandboxCeph.siteA();
    private CephCluster cluster;
    private RbdPool pool;

    @BeforeEach
    void connect() {
        cluster = ceph.connector().connect(ceph.config());
        pool = cluster.openPool("rbd", "");
        pool.create("shared", ImageSpec.ofSize(8 << 20));
    }

    @AfterEach
    void remove() {
        pool.images().forEach(entry -> {
            try (RbdImage image = pool.open(ImageLocator.byId(entry.id()))) {
                image.snapshots().list().forEach(snapshot -> image.snapshots().remove(snapshot.id()));
            }
            pool.remove(entry.id(), ProgressListener.SILENT);
        });
        cluster.close();
    }

    @Test
    void aGroupSnapshotIsSeenAndReadButNeitherStartsADifferenceNorIsRemoved() {
        ceph.cluster().rbd("group", "create", "rbd/g");
        ceph.cluster().rbd("group", "image", "add", "rbd/g", "rbd/shared");
        try (RbdImage image = pool.open(ImageLocator.byName("shared"))) {
            Buffers.write(image, 0, Buffers.filled(100, 1));
            ceph.cluster().rbd("group", "snap", "create", "rbd/g@moment");
            Buffers.write(image, 0, Buffers.filled(100, 2));
            Snapshot snapshot = image.snapshots().list().get(0);
            assertThat(snapshot.kind()).isEqualTo(SnapshotKind.GROUP);
            assertThat(image.snapshots().find(snapshot.name())).isEmpty();
            try (RbdImage frozen =
                    pool.openSnapshot(ImageLocator.byId(image.id().image()), snapshot.id())) {
                assertThat(Buffers.read(frozen, 0, 100)).isEqualTo(Buffers.filled(100, 1));
            }
            assertThatThrownBy(() -> Extents.of(image, DiffRequest.since(snapshot.id(), 0, 100)))
                    .isInstanceOf(RbdNotFoundException.class);
            assertThatThrownBy(() -> image.snapshots().remove(snapshot.id())).isInstanceOf(RbdNotFoundException.class);
        } finally {
            ceph.cluster().rbd("group", "remove", "rbd/g");
        }
    }

    @Test
    void theMirrorRoleFollowsMirroring() {
        ceph.cluster().rbd("mirror", "pool", "enable", "rbd", "image");
        try (RbdImage image = pool.open(ImageLocator.byName("shared"))) {
            assertThat(image.mirrorRole()).isEqualTo(MirrorRole.NONE);
            ceph.cluster().rbd("mirror", "image", "enable", "rbd/shared", "snapshot");
            assertThat(image.mirrorRole()).isEqualTo(MirrorRole.PRIMARY);
            assertThat(image.snapshots().list()).extracting(Snapshot::kind).contains(SnapshotKind.MIRROR);
            ceph.cluster().rbd("mirror", "image", "demote", "rbd/shared");
            assertThat(image.mirrorRole()).isEqualTo(MirrorRole.NON_PRIMARY);
            ceph.cluster().rbd("mirror", "image", "promote", "rbd/shared");
            ceph.cluster().rbd("mirror", "image", "disable", "rbd/shared");
            assertThat(image.mirrorRole()).isEqualTo(MirrorRole.NONE);
        } finally {
            ceph.cluster().rbd("mirror", "pool", "disable", "rbd");
        }
    }

    @Test
    void dataMayLiveInAPoolOfItsOwn() {
        ceph.cluster().createPool("data");
        pool.create("split", new ImageSpec(8 << 20, 22, io.spirula.rbd.ImageFeatures.DEFAULT, 0, 0, "data"));
        try (RbdImage image = pool.open(ImageLocator.byName("split"));
                RbdPool data = cluster.openPool("data", "")) {
            assertThat(image.info().dataPoolId()).isEqualTo(data.poolId());
            assertThat(image.id().pool()).isEqualTo(pool.poolId());
            Buffers.write(image, 0, Buffers.filled(100, 1));
            assertThat(Buffers.read(image, 0, 100)).isEqualTo(Buffers.filled(100, 1));
        }
    }
}
