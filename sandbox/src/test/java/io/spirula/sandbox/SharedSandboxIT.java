package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class SharedSandboxIT {

    @Test
    void aClusterStoresAnImageAndSurvivesTheDeathOfItsOsd() {
        var cluster = SharedSandbox.ceph("site-a");

        cluster.rbd("create", "--size", "16M", "rbd/kept");
        cluster.osd().kill();
        cluster.start();

        assertThat(cluster.rbd("ls", "rbd").strip()).isEqualTo("kept");
        cluster.rbd("rm", "--no-progress", "rbd/kept");
    }

    @Test
    void aUserOfAClusterHasOnlyTheCapabilitiesItWasGiven() {
        var cluster = SharedSandbox.ceph("site-a");

        var keyring =
                cluster.authorize("client.reader", "mon", "profile rbd-read-only", "osd", "profile rbd-read-only");

        assertThat(keyring).isRegularFile();
        assertThat(cluster.ceph("auth", "get", "client.reader")).contains("profile rbd-read-only");
    }

    @Test
    void aBrokerListensAndComesBackAfterBeingKilledSharingTheClassesOfEarlierOnes() throws Exception {
        var broker = SharedSandbox.kafka();

        broker.process().kill();
        broker.start();

        assertThat(broker.process().isAlive()).isTrue();
        assertThat(LoopbackPorts.answers(
                        Integer.parseInt(broker.bootstrapServers().split(":")[1])))
                .isTrue();
        assertThat(Path.of("/proc", Long.toString(broker.process().pid()), "maps"))
                .content()
                .contains(ProgramCache.directory().resolve("classes").toString());
    }

    @Test
    void aSchemaBelongsToItsRoleAndIsClosedToOthers() throws Exception {
        var mine = SharedSandbox.postgres().createSchema("mine");
        var other = SharedSandbox.postgres().createSchema("other");

        try (var connection = DriverManager.getConnection(mine.url(), mine.user(), mine.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (id int)");
        }
        try (var connection = DriverManager.getConnection(other.url(), other.user(), other.password());
                var statement = connection.createStatement()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> statement.execute("TABLE mine.kept")))
                    .hasMessageContaining("permission denied");
        }
    }
}
