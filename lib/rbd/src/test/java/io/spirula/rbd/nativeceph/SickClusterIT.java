package io.spirula.rbd.nativeceph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPermissionException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.RbdTimeoutException;
import io.spirula.rbd.contract.SandboxCeph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not answer ends in time, and what is wrong is called by its name. */
class SickClusterIT {

    private static final Duration SHORT = Duration.ofSeconds(2);

    private final SandboxCeph ceph = SandboxCeph.siteA();

    private ClusterConfig config(Path conf, String user, Path keyring) {
        return new ClusterConfig("site-a", conf, user, keyring, SHORT);
    }

    @Test
    void aFrozenOsdEndsEveryKindOfCallInATimeout() {
        ClusterConfig config =
                config(ceph.config().conf(), "admin", ceph.config().keyring());
        try (CephCluster cluster = ceph.connector().connect(config);
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create("frozen", ImageSpec.ofSize(8 << 20));
            String id;
            try (RbdImage image = pool.open(ImageLocator.byName("frozen"));
                    AioQueue<String> queue = image.openAioQueue(4)) {
                id = image.id().image();
                image.write(0, ByteBuffer.allocateDirect(8192));
                ceph.cluster().osd().pause();
                try {
                    queue.submitWrite(0, ByteBuffer.allocateDirect(4096), "write");
                    queue.submitRead(4096, ByteBuffer.allocateDirect(4096), "read");
                    assertThat(queue.take().failure()).isInstanceOf(RbdTimeoutException.class);
                    assertThat(queue.take().failure()).isInstanceOf(RbdTimeoutException.class);
                    assertThatThrownBy(() -> image.write(0, ByteBuffer.allocateDirect(1)))
                            .isInstanceOfSatisfying(
                                    RbdTimeoutException.class,
                                    e -> assertThat(e.isTransient()).isTrue());
                    assertThatThrownBy(() -> pool.open(ImageLocator.byName("frozen")))
                            .isInstanceOf(RbdTimeoutException.class);
                    assertThatThrownBy(pool::images).isInstanceOf(RbdTimeoutException.class);
                } finally {
                    ceph.cluster().osd().resume();
                }
            }
            pool.remove(id, ProgressListener.SILENT);
        }
    }

    @Test
    void aConnectionFindsAClusterAgainWhoseMonitorAndOsdDiedTogether() {
        ClusterConfig config = new ClusterConfig(
                "site-a", ceph.config().conf(), "admin", ceph.config().keyring(), Duration.ofSeconds(6));
        try (CephCluster cluster = ceph.connector().connect(config);
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.images();
            ceph.cluster().monitor().kill();
            ceph.cluster().osd().kill();
            ceph.cluster().start();
            await("the open connection serves again")
                    .atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .until(() -> {
                        pool.images();
                        return true;
                    });
        }
    }

    @Test
    void waitingForTheOsdMapOfAFrozenMonitorEndsAndLeavesAConnectionThatStillCloses() {
        ClusterConfig config = new ClusterConfig(
                "site-a", ceph.config().conf(), "admin", ceph.config().keyring(), Duration.ofSeconds(1));
        CephCluster cluster = ceph.connector().connect(config);
        RbdPool pool = cluster.openPool("rbd", "");
        ceph.cluster().monitor().pause();
        try {
            assertThatThrownBy(cluster::awaitLatestOsdMap).isInstanceOf(RbdTimeoutException.class);
        } finally {
            ceph.cluster().monitor().resume();
        }
        cluster.close();
        assertThatThrownBy(pool::images).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void aClusterThatIsNotThereEndsInATimeout(@TempDir Path directory) throws IOException {
        Path conf = Files.writeString(
                directory.resolve("ceph.conf"), "[global]\nmon host = [v2:127.0.0.1:1/0,v1:127.0.0.1:2/0]\n");
        assertThatThrownBy(() -> ceph.connector()
                        .connect(config(conf, "admin", ceph.config().keyring())))
                .isInstanceOf(RbdTimeoutException.class)
                .hasMessageContaining("cluster site-a")
                .hasMessageContaining("check that monitors");
    }

    @Test
    void aWrongKeyAnUnknownUserAndMissingFilesAreCalledByTheirNames(@TempDir Path directory) throws IOException {
        Path conf = ceph.config().conf();
        Path wrong = Files.writeString(
                directory.resolve("wrong.keyring"), "[client.admin]\nkey = AQBVnk9laGk4ERAAq8fR1fYlgM1Z7gzLxFJ0Zg==\n");
        assertThatThrownBy(() -> ceph.connector().connect(config(conf, "admin", wrong)))
                .isInstanceOf(RbdPermissionException.class);
        assertThatThrownBy(() -> ceph.connector()
                        .connect(config(conf, "nobody", ceph.config().keyring())))
                .isInstanceOf(RbdException.class);
        assertThatThrownBy(() -> ceph.connector().connect(config(directory.resolve("no.conf"), "admin", wrong)))
                .isInstanceOf(RbdNotFoundException.class)
                .hasMessageContaining("no.conf");
        assertThatThrownBy(() -> ceph.connector().connect(config(conf, "admin", directory.resolve("no.keyring"))))
                .isInstanceOf(RbdNotFoundException.class)
                .hasMessageContaining("no.keyring of client.admin");
    }
}
