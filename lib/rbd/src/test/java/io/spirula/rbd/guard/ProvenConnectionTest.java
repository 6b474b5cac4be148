package io.spirula.rbd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdTimeoutException;
import io.spirula.rbd.memory.InMemoryCeph;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvenConnectionTest {

    private static final int ETIMEDOUT = 110;

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-a");
    private final List<CephCluster> made = new ArrayList<>();

    private CephCluster open(String pool) {
        return ProvenConnection.open(
                () -> {
                    made.add(ceph.connect(InMemoryCeph.config("site-a")));
                    return made.get(made.size() - 1);
                },
                cluster -> cluster.openPool(pool, ""));
    }

    @Test
    void aClusterWhoseMonitorsAnswerButNoOsdLetsNobodyIn() {
        ceph.onceBefore("site-a", "list namespaces", () -> {
            throw RbdException.of(ETIMEDOUT, "list namespaces", "pool rbd of cluster site-a");
        });

        assertThatThrownBy(() -> open("rbd")).isInstanceOf(RbdTimeoutException.class);

        assertThatThrownBy(() -> made.get(0).pools()).isInstanceOf(HandleClosedException.class);
        try (CephCluster cluster = open("rbd")) {
            assertThat(cluster.pools()).isNotEmpty();
        }
    }

    @Test
    void aPoolThatIsMissingOrClosedIsAnAnswer() {
        ceph.createPool("site-a", "secret");
        ceph.setClosed("site-a", "secret", true);
        for (String pool : List.of("secret", "nowhere")) {
            try (CephCluster cluster = open(pool)) {
                assertThat(cluster.pools()).isNotEmpty();
            }
        }
    }
}
