package io.spirula.snapshot.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdPermissionException;
import io.spirula.rbd.memory.InMemoryCeph;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedClientTest {

    private static final int EPERM = 1;
    private static final int ENOENT = 2;

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-a");
    private final List<CephCluster> made = new ArrayList<>();
    private final SharedClient client = new SharedClient(() -> {
        made.add(ceph.connect(InMemoryCeph.config("site-a")));
        return made.get(made.size() - 1);
    });

    @Test
    void callsShareOneClientWhateverTheyFind() {
        client.use(CephCluster::pools);
        assertThatThrownBy(() -> client.use(cluster -> refuse(ENOENT))).isInstanceOf(RbdException.class);
        client.use(CephCluster::pools);

        assertThat(made).hasSize(1);
    }

    @Test
    void whatWasForbiddenIsTriedByANewClientWithTheRightsOfThen() {
        assertThatThrownBy(() -> client.use(cluster -> refuse(EPERM))).isInstanceOf(RbdPermissionException.class);

        client.use(CephCluster::pools);

        assertThat(made).hasSize(2);
        assertThatThrownBy(() -> made.get(0).pools()).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void aClientThatIsReplacedEndsWithItsLastCall() {
        client.use(cluster -> {
            client.renew();
            client.use(CephCluster::pools);
            return cluster.pools();
        });

        assertThat(made).hasSize(2);
        assertThatThrownBy(() -> made.get(0).pools()).isInstanceOf(HandleClosedException.class);
        assertThat(made.get(1).pools()).isNotEmpty();
    }

    private static String refuse(int errno) {
        throw RbdException.of(errno, "look", "cluster site-a");
    }
}
