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
import org.junit.jupiter.api.Test;

/** A cluster without room: whatever would need more of it is refused; what is written already may be written again. */
class FullClusterIT {

    private static final int MIB = 1 << 20;

    private final SandboxCeph ceph = SandboxCeph.siteA();

    @Test
    void aWriteToAFullClusterIsRefusedAtOnceAndSnapshotsCanBeRemovedToMakeRoom() {
        try (CephCluster cluster = ceph.connector().connect(ceph.config());
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create("disk", ImageSpec.ofSize(8192L * MIB));
            AtomicLong unwritten = new AtomicLong(4 * MIB);
            try (RbdImage image = pool.open(ImageLocator.byName("disk"))) {
                Buffers.write(image, 0, Buffers.filled(4 * MIB, 7));
                long snapshot = image.snapshots().create("old");
                ceph.cluster().setFull(true);
                await("the cluster to be full")
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThatThrownBy(() ->
                                        Buffers.write(image, unwritten.getAndAdd(4 * MIB), Buffers.filled(4096, 8)))
                                .isInstanceOfSatisfying(
                                        RbdException.class,
                                        refused -> assertThat(refused.errno()).isEqualTo(Errno.ENOSPC))
                                .hasMessageContaining("free space"));
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
        } finally {
            ceph.cluster().setFull(false);
        }
    }
}
