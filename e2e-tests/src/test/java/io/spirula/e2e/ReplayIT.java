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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        List<RawImages.Snapshot> source = world.source().snapshots(disk.spec());
        List<RawImages.Snapshot> target = world.target().snapshots(disk.spec());
        List<JsonNode> points = disk.points();
        List<JsonNode> runs = disk.runs();

        for (ServiceKind service : SERVICES) {
            world.sandbox().service(service).stop();
        }
        Map<String, Long> positions = positions();
        assertThat(positions).isNotEmpty();
        forgetWhatWasRead();
        assertThat(positions()).isEmpty();
        for (ServiceKind service : SERVICES) {
            world.sandbox().service(service).start();
        }
        await("everything is read again, as far as it was")
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> {
                    Map<String, Long> now = positions();
                    assertThat(positions)
                            .allSatisfy((partition, offset) ->
                                    assertThat(now.getOrDefault(partition, 0L)).isGreaterThanOrEqualTo(offset));
                });

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

    /** How far each service has read each partition. */
    private Map<String, Long> positions() throws SQLException {
        Map<String, Long> positions = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (ServiceKind service : SERVICES) {
                try (ResultSet rows = statement.executeQuery("SELECT topic, partition, next_offset FROM "
                        + service.schema() + ".consumer_position WHERE next_offset > 0")) {
                    while (rows.next()) {
                        positions.put(service + " " + rows.getString(1) + "-" + rows.getInt(2), rows.getLong(3));
                    }
                }
            }
        }
        return positions;
    }

    private Connection connect() throws SQLException {
        PostgresSandbox postgres = world.sandbox().postgres();
        return DriverManager.getConnection(
                postgres.admin().url(),
                postgres.admin().user(),
                postgres.admin().password());
    }
}
