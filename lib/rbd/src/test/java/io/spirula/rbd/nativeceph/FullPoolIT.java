package io.spirula.rbd.nativeceph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.Errno;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.contract.Buffers;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.Lifetime;
import io.spirula.sandbox.LoopbackPorts;
import io.spirula.sandbox.SharedSandbox;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pool whose quota is reached: new objects are refused, existing ones may be written, and whatever makes room is done. */
@Tag("nightly")
class FullPoolIT {

    private static final int MIB = 1 << 20;
    private static final int OBJECT = 4 * MIB;
    private static final String NO_QUOTA = "0";

    /** Its own: a cluster goes on complaining of a manager that is gone. */
    private static final CephSandboxCluster CLUSTER = CephSandboxCluster.start(
            "site-q",
            SharedSandbox.directory().resolve("site-q"),
            LoopbackPorts.freeBlock(CephSandboxCluster.PORTS),
            Lifetime.WITH_JVM);

    private static final CephConnector CONNECTOR = new NativeCephConnector();
    private static final ClusterConfig CONFIG =
            new ClusterConfig("site-q", CLUSTER.conf(), "admin", CLUSTER.adminKeyring(), Duration.ofSeconds(10));

    @BeforeAll
    static void theMonitorHearsHowMuchPoolsHold() {
        CLUSTER.startManager();
    }

    @AfterEach
    void thereIsRoomAgain() {
        setQuota(NO_QUOTA);
        awaitFull(false);
    }

    @AfterAll
    static void theClusterIsGone() {
        CLUSTER.close();
    }

    @Test
    void aWriteToAPoolWhoseQuotaIsReachedIsRefusedAtOnceUntilTheQuotaIsRaised() {
        try (CephCluster cluster = CONNECTOR.connect(CONFIG);
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create("disk", ImageSpec.ofSize(64L * MIB));
            try (RbdImage image = pool.open(ImageLocator.byName("disk"))) {
                Buffers.write(image, 0, Buffers.filled(2 * OBJECT, 7));
                long snapshot = image.snapshots().create("old");
                reachQuota();

                assertRefused(() -> Buffers.write(image, 5 * OBJECT, Buffers.filled(4096, 8)));
                assertRefused(() -> pool.create("another", ImageSpec.ofSize(MIB)));
                Buffers.write(image, OBJECT, Buffers.filled(4096, 9));
                image.snapshots().remove(image.snapshots().create("new"));
                image.snapshots().remove(snapshot);

                assertThat(image.snapshots().list()).isEmpty();
                assertThat(Buffers.read(image, OBJECT, 4096)).isEqualTo(Buffers.filled(4096, 9));
                assertThat(Buffers.read(image, 5 * OBJECT, 4096)).containsOnly(0);
                setQuota("1T");
                awaitFull(false);
                assertThatCode(() -> Buffers.write(image, 5 * OBJECT, Buffers.filled(4096, 8)))
                        .doesNotThrowAnyException();
            }
            pool.remove(pool.images().get(0).id(), ProgressListener.SILENT);
        }
    }

    @Test
    void anImageCanBeRemovedFromAPoolWhoseQuotaIsReachedAndThatMakesRoom() {
        try (CephCluster cluster = CONNECTOR.connect(CONFIG);
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create("disk", ImageSpec.ofSize(64L * MIB));
            String id = pool.images().get(0).id();
            try (RbdImage image = pool.open(ImageLocator.byName("disk"))) {
                Buffers.write(image, 0, Buffers.filled(4 * OBJECT, 7));
            }
            setQuota("8M");
            awaitFull(true);

            pool.remove(id, ProgressListener.SILENT);

            assertThat(pool.images()).isEmpty();
            assertThat(pool.trash()).isEmpty();
            awaitFull(false);
        }
    }

    /** Here, for this cluster has a manager. */
    @Test
    void aManagerTellsInWhichStatesPlacementGroupsAre() {
        try (CephCluster cluster = CONNECTOR.connect(CONFIG)) {
            await("placement groups to be told of")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(cluster.status().placementGroups())
                            .hasEntrySatisfying(
                                    "active+clean", groups -> assertThat(groups).isPositive()));
        }
    }

    private static void assertRefused(ThrowingCallable growth) {
        assertThatThrownBy(growth)
                .isInstanceOfSatisfying(
                        RbdException.class,
                        refused -> assertThat(refused.errno()).isEqualTo(Errno.EDQUOT))
                .hasMessageContaining("pool rbd of cluster site-q")
                .hasMessageContaining("quota of the pool");
    }

    private static void reachQuota() {
        setQuota("1");
        awaitFull(true);
    }

    private static void setQuota(String bytes) {
        CLUSTER.ceph("osd", "pool", "set-quota", "rbd", "max_bytes", bytes);
    }

    private static void awaitFull(boolean full) {
        await("the pool to be full: " + full)
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(
                                CLUSTER.ceph("osd", "dump").lines().filter(line -> line.contains(" 'rbd' ")))
                        .singleElement()
                        .satisfies(line ->
                                assertThat(line.contains("full_quota")).as(line).isEqualTo(full)));
    }
}
