package io.spirula.rbd.nativeceph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPermissionException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.contract.Buffers;
import io.spirula.rbd.contract.Extents;
import io.spirula.rbd.contract.SandboxCeph;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the users of the services may and may not do. */
class LeastPrivilegeIT {

    private final SandboxCeph ceph = SandboxCeph.siteA();
    private CephCluster owner;
    private RbdPool pool;
    private RbdImage image;

    @BeforeEach
    void makeImage() {
        owner = ceph.connector().connect(ceph.config());
        pool = owner.openPool("rbd", "");
        pool.create("guarded", ImageSpec.ofSize(8 << 20));
        image = pool.open(ImageLocator.byName("guarded"));
        Buffers.write(image, 0, Buffers.filled(100, 1));
    }

    @AfterEach
    void removeImage() {
        image.snapshots().list().forEach(snapshot -> image.snapshots().remove(snapshot.id()));
        image.close();
        pool.remove(image.id().image(), ProgressListener.SILENT);
        owner.close();
    }

    private CephCluster connectAs(String user, String osds) {
        Path keyring = ceph.cluster().authorize("client." + user, "mon", "profile rbd-read-only", "osd", osds);
        return ceph.connector()
                .connect(new ClusterConfig(
                        "site-a",
                        ceph.config().conf(),
                        user,
                        keyring,
                        ceph.config().operationTimeout()));
    }

    @Test
    void whoMayReadAndWatchReadsSnapshotsAndDifferencesAndWritesNothing() {
        long from = image.snapshots().create("from");
        Buffers.write(image, 50, Buffers.filled(100, 2));
        long end = image.snapshots().create("end");
        try (CephCluster cluster = connectAs("reader", "profile rbd-read-only, allow rw object_prefix rbd_header.");
                RbdPool readable = cluster.openPool("rbd", "");
                RbdImage frozen =
                        readable.openSnapshot(ImageLocator.byId(image.id().image()), end)) {
            assertThat(Buffers.read(frozen, 0, 50)).isEqualTo(Buffers.filled(50, 1));
            assertThat(Extents.since(frozen, from).list()).containsExactly(new Extents.Extent(50, 100, true));
            assertThat(frozen.watchers()).hasSize(2);
            frozen.viewHead();
            assertThatThrownBy(() -> Buffers.write(frozen, 0, Buffers.filled(1, 9)))
                    .isInstanceOf(RbdPermissionException.class);
            assertThatThrownBy(() -> frozen.snapshots().create("mine")).isInstanceOf(RbdException.class);
            assertThat(image.snapshots().find("mine")).isEmpty();
        }
    }

    @Test
    void whoMayOnlyReadOpensWithoutAWatchAlone() {
        try (CephCluster cluster = connectAs("onlooker", "profile rbd-read-only");
                RbdPool readable = cluster.openPool("rbd", "")) {
            try (RbdImage seen =
                    readable.openReadOnly(ImageLocator.byId(image.id().image()))) {
                assertThat(seen.size()).isEqualTo(8 << 20);
            }
            assertThatThrownBy(() -> readable.open(ImageLocator.byId(image.id().image())))
                    .isInstanceOf(RbdPermissionException.class);
        }
    }
}
