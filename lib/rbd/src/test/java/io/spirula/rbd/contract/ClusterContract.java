package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.Pool;
import io.spirula.rbd.RbdBlocklistedException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a connection does. */
public abstract class ClusterContract extends ContractSuite {

    protected ClusterContract(CephUnderTest ceph) {
        super(ceph);
    }

    @Test
    void aClusterTellsItsIdentityAndItsPools() {
        assertThat(cluster.fsid()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(cluster.pools()).extracting(Pool::name).contains("rbd");
        assertThat(cluster.space().total()).isBetween(cluster.space().available(), Long.MAX_VALUE);
    }

    @Test
    void itsStatusTellsWhatItComplainsOfAndNothingOfPlacementGroupsWithoutAManager() {
        assertThat(cluster.status().health())
                .extracting(HealthCheck::code)
                .containsExactlyInAnyOrderElementsOf(
                        cluster.health().stream().map(HealthCheck::code).toList());
        assertThat(cluster.status().placementGroups()).isEmpty();
    }

    @Test
    void aPoolOpensByIdAndByNameAsTheSame() {
        try (RbdPool byId = cluster.openPool(pool.poolId(), "")) {
            assertThat(byId.poolName()).isEqualTo("rbd");
            assertThat(byId.namespace()).isEmpty();
        }
    }

    @Test
    void aMissingPoolIsNotFound() {
        assertThatThrownBy(() -> cluster.openPool("no such pool", "")).isInstanceOf(RbdNotFoundException.class);
        assertThatThrownBy(() -> cluster.openPool(987654, "")).isInstanceOf(RbdNotFoundException.class);
    }

    @Test
    void eachConnectionIsAClientOfItsOwn() {
        try (CephCluster other = connect()) {
            assertThat(other.fsid()).isEqualTo(cluster.fsid());
            assertThat(other.instanceId()).isNotEqualTo(cluster.instanceId());
            assertThat(other.clientAddress()).isNotEqualTo(cluster.clientAddress());
        }
    }

    @Test
    void closingAClusterClosesAllThatWasOpenedThroughIt() {
        RbdImage image = create(MIB);
        cluster.close();
        cluster.close();
        assertThatThrownBy(image::size).isInstanceOf(HandleClosedException.class);
        assertThatThrownBy(() -> image.snapshots().list()).isInstanceOf(HandleClosedException.class);
        assertThatThrownBy(pool::images).isInstanceOf(HandleClosedException.class);
        assertThatThrownBy(cluster::pools)
                .isInstanceOf(HandleClosedException.class)
                .hasMessageContaining("is closed");
        image.close();
        pool.close();
    }

    @Test
    void aBlocklistedClientCanNeitherWriteNorReadNorOpenAnyMore() {
        RbdImage mine = create(8 * MIB);
        write(mine, 0, filled(4096, 1));
        try (CephCluster other = connect();
                AioQueue<String> queue = mine.openAioQueue(4)) {
            other.blocklist(cluster.clientAddress(), Duration.ofMinutes(5));
            other.awaitLatestOsdMap();
            // what uses the new map brings it to the OSD
            try (RbdPool theirs = other.openPool("rbd", "");
                    RbdImage seen =
                            theirs.openReadOnly(ImageLocator.byId(mine.id().image()))) {
                assertThat(Buffers.read(seen, 0, 4096)).isEqualTo(filled(4096, 1));
            }

            assertThatThrownBy(() -> write(mine, 0, filled(4096, 2))).isInstanceOf(RbdBlocklistedException.class);
            queue.submitWrite(4096, Buffers.of(filled(4096, 2)), "late");
            assertThat(queue.take().failure()).isInstanceOf(RbdBlocklistedException.class);
            assertThatThrownBy(() -> Buffers.read(mine, 0, 1)).isInstanceOf(RbdBlocklistedException.class);
            assertThatThrownBy(() -> pool.open(ImageLocator.byId(mine.id().image())))
                    .isInstanceOfSatisfying(
                            RbdBlocklistedException.class,
                            e -> assertThat(e.endsConnection()).isTrue());

            try (RbdPool theirs = other.openPool("rbd", "");
                    RbdImage unharmed = theirs.open(ImageLocator.byId(mine.id().image()))) {
                assertThat(Buffers.read(unharmed, 0, 4096)).isEqualTo(filled(4096, 1));
                assertThat(Buffers.read(unharmed, 4096, 4096)).isEqualTo(filled(4096, 0));
            }
        }
    }

    @Test
    void blocklistingWantsAnAddressAndASecond() {
        assertThatThrownBy(() -> cluster.blocklist("nonsense", Duration.ofMinutes(1)))
                .hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> cluster.blocklist(cluster.clientAddress(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
