package io.spirula.restore.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.ImageRef;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdTimeoutException;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.rbd.guard.GuardState;
import io.spirula.rbd.memory.InMemoryCeph;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardedClustersTest {

    /** More than the guard needs to judge. */
    private static final int MANY = 100;

    private static final ImageRef PLACE = new ImageRef("site-a", "rbd", "", "restored");

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-a");
    private final GuardedClusters clusters = new GuardedClusters(
            Map.of(
                    "site-a",
                    new ClusterAccess(Path.of("/nowhere"), "test", Path.of("/nowhere"), Duration.ofSeconds(5))),
            ceph);

    @Test
    void longWorkTakesNoPlaceFromOtherCalls() {
        assertThat(nested(MANY)).isEqualTo("site-a");
    }

    private String nested(int depth) {
        return clusters.call(PLACE, cluster -> depth == 0 ? cluster.name() : nested(depth - 1));
    }

    @Test
    void workThatFailsDoesNotShutOutOthers() {
        for (int i = 0; i < MANY; i++) {
            assertThatThrownBy(() -> clusters.call(PLACE, GuardedClustersTest::timeOut))
                    .isInstanceOf(RbdTimeoutException.class);
        }
        assertThat(clusters.state("site-a").breaker()).isEqualTo(GuardState.Breaker.CLOSED);
    }

    private static String timeOut(CephCluster cluster) {
        throw RbdException.of(110, "copy for hours", cluster.name());
    }

    @Test
    void aClusterThatLetsNobodyInIsLeftAlone() {
        ceph.fail("site-a", 110);
        for (int i = 0; i < MANY; i++) {
            assertThatThrownBy(() -> clusters.call(PLACE, CephCluster::name))
                    .isInstanceOfAny(RbdTimeoutException.class, ClusterUnavailableException.class);
        }
        assertThat(clusters.state("site-a").breaker()).isEqualTo(GuardState.Breaker.OPEN);
    }

    @Test
    void aClusterWhoseOsdsDoNotAnswerIsLeftAloneAndTheReasonSaysWhat() {
        RbdException silence = RbdException.of(110, "list namespaces", "pool rbd of cluster site-a");
        for (int i = 0; i < MANY; i++) {
            ceph.onceBefore("site-a", "list namespaces", () -> {
                throw silence;
            });
            assertThatThrownBy(() -> clusters.call(PLACE, CephCluster::name))
                    .isInstanceOfAny(RbdTimeoutException.class, ClusterUnavailableException.class);
        }
        assertThat(clusters.state("site-a").breaker()).isEqualTo(GuardState.Breaker.OPEN);
        assertThatThrownBy(() -> clusters.call(PLACE, CephCluster::name))
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("site-a")
                .hasMessageContaining(silence.getMessage());
    }
}
