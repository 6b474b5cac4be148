package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.ServiceKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReplayIT {

    private static final List<ServiceKind> SERVICES = List.of(ServiceKind.values());

    private final World world = World.get();

    @Test
    void allTopicsReadAgainFromTheBeginningMakeNoExtraSnapshotAndNoExtraCopy() throws SQLException {
        Disk disk = Disk.create(world, "", 8 << 20).protect();
        disk.backup();
        disk.backup();
        List<Site.Snapshot> source = world.source().snapshots(disk.spec());
        List<Site.Snapshot> target = world.target().snapshots(disk.spec());
        List<JsonNode> points = disk.points();
        List<JsonNode> runs = disk.runs();

        for (ServiceKind service : SERVICES) {
            world.sandbox().service(service).stop();
        }
        forgetWhatWasRead();
        for (ServiceKind service : SERVICES) {
            world.sandbox().service(service).start();
        }
        for (ServiceKind service : SERVICES) {
            await(service + " has read everything again")
                    .atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(unread(service)).isZero());
        }

        await("nothing changes")
                .during(Duration.ofSeconds(10))
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> {
                    assertThat(world.source().snapshots(disk.spec())).isEqualTo(source);
                    assertThat(world.target().snapshots(disk.spec())).isEqualTo(target);
                    assertThat(disk.points()).isEqualTo(points);
                    assertThat(disk.runs()).isEqualTo(runs);
                });
        disk.backup();
        disk.assertReplicaEqualsSource(4);
        disk.unprotect();
    }

    private void forgetWhatWasRead() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (ServiceKind service : SERVICES) {
                statement.execute(
                        "TRUNCATE " + service.schema() + ".inbox, " + service.schema() + ".consumer_position");
            }
        }
    }

    /** How many topics the service has no position of yet, of those that have records. */
    private long unread(ServiceKind service) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet positions =
                        statement.executeQuery("SELECT count(*) FROM " + service.schema() + ".consumer_position")) {
            positions.next();
            return positions.getLong(1) > 0 ? 0 : 1;
        }
    }

    private Connection connect() throws SQLException {
        PostgresSandbox postgres = world.sandbox().postgres();
        return DriverManager.getConnection(
                postgres.admin().url(),
                postgres.admin().user(),
                postgres.admin().password());
    }
}
