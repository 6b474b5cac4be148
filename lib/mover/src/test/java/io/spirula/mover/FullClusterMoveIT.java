package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.spirula.mover.commit.CommitResult;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.Errno;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.SharedSandbox;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The target's cluster has no room in the middle of a move. */
class FullClusterMoveIT {

    private static final long MIB = 1 << 20;
    private static final String PROBE = "probe";

    private final CephSandboxCluster sandboxB = SharedSandbox.ceph("site-b");
    private final AtomicLong unwritten = new AtomicLong();
    private CephCluster siteA;
    private CephCluster siteB;

    @BeforeEach
    void connect() {
        siteA = connect(SharedSandbox.ceph("site-a"));
        siteB = connect(sandboxB);
    }

    private static CephCluster connect(CephSandboxCluster sandbox) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(
                        sandbox.name(), sandbox.conf(), "admin", sandbox.adminKeyring(), Duration.ofSeconds(30)));
    }

    @AfterEach
    void thereIsRoomAgain() {
        sandboxB.setFull(false);
        try (RbdPool pool = siteB.openPool("rbd", "")) {
            try (RbdImage probe = pool.open(ImageLocator.byName(PROBE))) {
                awaitRoom(probe);
            }
            pool.images().stream()
                    .filter(image -> image.name().equals(PROBE))
                    .forEach(image -> pool.remove(image.id(), ProgressListener.SILENT));
        }
        siteA.close();
        siteB.close();
    }

    @Test
    void aMoveIntoAFullClusterIsRefusedByEitherWritePathAndMadeOnceThereIsRoom() {
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, "full", ImageSpec.ofSize(64 * MIB))) {
            write(copies, 0);
            assertThat(copies.protect("s0")).isInstanceOf(CommitResult.Committed.class);
            write(copies, 1);
            write(copies, 9);
            long end = copies.snapshot("s1");
            poolB.create(PROBE, ImageSpec.ofSize(8192 * MIB));
            try (RbdImage probe = poolB.open(ImageLocator.byName(PROBE))) {
                sandboxB.setFull(true);
                awaitFull(probe);
                for (WritePath path : WritePath.values()) {
                    copies.limits = Copies.limits(path);
                    assertRefused(copies, end);
                }
                sandboxB.setFull(false);
                awaitRoom(probe);
            }

            assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
            try (RbdImage source = copies.openSourceAt(end);
                    RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
                assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(source));
            }
        }
    }

    private static void write(Copies copies, int object) {
        copies.owner().write(object * 4 * MIB, ImageBytes.random(new Random(object), 100_000));
    }

    private static void assertRefused(Copies copies, long end) {
        MoveFailedException failure = catchThrowableOfType(MoveFailedException.class, () -> copies.copy(end));

        assertThat(failure.code()).isEqualTo("RBD_ENOSPC");
        assertThat(failure)
                .hasMessageContaining("free space")
                .hasMessageContaining("full-replica")
                .hasCauseInstanceOf(RbdException.class);
        assertThat(failure.fenceFirst()).isFalse();
        assertThat(copies.writes.count()).isZero();
        assertThat(copies.bases()).hasSize(1);
        try (RbdImage replica = copies.openReplica()) {
            assertThat(replica.snapshots().list()).extracting(Snapshot::name).containsExactly("s0");
        }
    }

    private void awaitFull(RbdImage probe) {
        await("the cluster to be full")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThatThrownBy(() -> grow(probe))
                        .isInstanceOfSatisfying(
                                RbdException.class,
                                refused -> assertThat(refused.errno()).isEqualTo(Errno.ENOSPC)));
    }

    private void awaitRoom(RbdImage probe) {
        await("there to be room")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThatCode(() -> grow(probe)).doesNotThrowAnyException());
    }

    /** Takes a new object each time. */
    private void grow(RbdImage probe) {
        probe.write(unwritten.getAndAdd(4 * MIB), ImageBytes.random(new Random(1), 4096));
    }
}
