package io.spirula.rbd.nativeceph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.Errno;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.contract.Buffers;
import io.spirula.rbd.contract.SandboxCeph;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster without room: whatever would need more of it is refused; what is written already may be written again. */
class FullClusterIT {

    private static final int MIB = 1 << 20;

    private final SandboxCeph ceph = SandboxCeph.siteA();
    /** Where nothing was written before. */
    private final AtomicLong unwritten = new AtomicLong(4 * MIB);

    @AfterEach
    void thereIsRoomAgain() {
        ceph.cluster().setFull(false);
        await("no pool to be full")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                ceph.cluster().ceph("osd", "dump").lines().filter(line -> line.startsWith("pool ")))
                        .noneMatch(line -> line.contains("full")));
    }

    @Test
    void aWriteToAFullClusterIsRefusedAtOnceAndSnapshotsCanBeRemovedToMakeRoom() {
        try (CephCluster cluster = ceph.connector().connect(ceph.config());
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create("disk", ImageSpec.ofSize(8192L * MIB));
            try (RbdImage image = pool.open(ImageLocator.byName("disk"))) {
                Buffers.write(image, 0, Buffers.filled(4 * MIB, 7));
                long snapshot = image.snapshots().create("old");
                ceph.cluster().setFull(true);
                awaitFull(image);
                image.snapshots().remove(snapshot);
                assertThat(image.snapshots().list()).isEmpty();
                ceph.cluster().setFull(false);
                await("there to be room")
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThatCode(() ->
                                        Buffers.write(image, unwritten.getAndAdd(4 * MIB), Buffers.filled(4096, 8)))
                                .doesNotThrowAnyException());
            }
            pool.remove(pool.images().get(0).id(), ProgressListener.SILENT);
        }
    }

    @Test
    void anImageCanBeRemovedFromAFullCluster() {
        try (CephCluster cluster = ceph.connector().connect(ceph.config());
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create("disk", ImageSpec.ofSize(8192L * MIB));
            String id = pool.images().get(0).id();
            try (RbdImage image = pool.open(ImageLocator.byName("disk"))) {
                Buffers.write(image, 0, Buffers.filled(4 * MIB, 7));
                ceph.cluster().setFull(true);
                awaitFull(image);
            }

            pool.remove(id, ProgressListener.SILENT);

            assertThat(pool.images()).isEmpty();
            assertThat(pool.trash()).isEmpty();
        }
    }

    @Test
    void anImageThatNobodyPreparedATrashForIsRefusedForTheWantOfRoom() {
        try (CephCluster cluster = ceph.connector().connect(ceph.config());
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create("disk", ImageSpec.ofSize(8192L * MIB));
            String id = pool.images().get(0).id();
            ceph.cluster().rados("-p", "rbd", "rm", "rbd_trash");
            try (RbdImage image = pool.open(ImageLocator.byName("disk"))) {
                ceph.cluster().setFull(true);
                awaitFull(image);
            }

            assertThatThrownBy(() -> pool.remove(id, ProgressListener.SILENT))
                    .isInstanceOfSatisfying(
                            RbdException.class,
                            refused -> assertThat(refused.errno()).isEqualTo(Errno.ENOSPC));

            assertThat(pool.images()).hasSize(1);
            ceph.cluster().setFull(false);
            await("there to be room")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThatCode(() -> pool.remove(id, ProgressListener.SILENT))
                            .doesNotThrowAnyException());
        }
    }

    private void awaitFull(RbdImage image) {
        await("the cluster to be full")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThatThrownBy(
                                () -> Buffers.write(image, unwritten.getAndAdd(4 * MIB), Buffers.filled(4096, 8)))
                        .isInstanceOfSatisfying(
                                RbdException.class,
                                refused -> assertThat(refused.errno()).isEqualTo(Errno.ENOSPC))
                        .hasMessageContaining("free space"));
    }
}
