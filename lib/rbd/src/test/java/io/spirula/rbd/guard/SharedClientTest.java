package io.spirula.rbd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.RbdBlocklistedException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdPermissionException;
import io.spirula.rbd.memory.InMemoryCeph;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedClientTest {

    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ESHUTDOWN = 108;

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
    void whatIsForbiddenToAClientThatWasThereIsTriedOnceMoreByANewOneWithTheRightsOfNow() {
        client.use(CephCluster::pools);

        assertThat(client.use(this::forbiddenToTheFirst)).isEqualTo("site-a");

        assertThat(made).hasSize(2);
        assertThatThrownBy(() -> made.get(0).pools()).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void aClientThatCameWhileTheRightWasMissingHoldsUpNothingOnceItIsBack() {
        assertThatThrownBy(() -> client.use(this::forbiddenToTheFirst)).isInstanceOf(RbdPermissionException.class);
        client.use(CephCluster::pools);

        assertThat(client.use(this::forbiddenToTheFirst)).isEqualTo("site-a");
    }

    @Test
    void whatIsForbiddenToEverybodyTakesOneNewClientACall() {
        for (int calls = 1; calls <= 4; calls++) {
            assertThatThrownBy(() -> client.use(cluster -> refuse(EPERM))).isInstanceOf(RbdPermissionException.class);
            assertThat(made).hasSize(calls);
        }
        assertThat(made.get(3).pools()).isNotEmpty();
        made.subList(0, 3).forEach(old -> assertThatThrownBy(old::pools).isInstanceOf(HandleClosedException.class));
    }

    @Test
    void nobodyWhoIsAtWorkIsCutOffWhereAnotherIsForbiddenSomething() {
        client.use(cluster -> {
            assertThat(client.use(this::forbiddenToTheFirst)).isEqualTo("site-a");
            return cluster.pools();
        });

        assertThatThrownBy(() -> made.get(0).pools()).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void aClientThatIsShutOutTakesNoFurtherCall() {
        assertThatThrownBy(() -> client.use(cluster -> refuse(ESHUTDOWN))).isInstanceOf(RbdBlocklistedException.class);
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

    @SuppressWarnings("ReferenceEquality") // this client, not one like it
    private String forbiddenToTheFirst(CephCluster cluster) {
        return cluster == made.get(0) ? refuse(EPERM) : cluster.name();
    }

    private static String refuse(int errno) {
        throw RbdException.of(errno, "look", "cluster site-a");
    }
}
