package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Topic;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What services keep of others is dropped when their topics keep no record any more but those that are compacted. */
@Tag("nightly")
class ProjectionsIT {

    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String EXPOSED = "health,info,metrics,prometheus,retell,rebuild";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final World world = World.ofItsOwn();
    private final Tables tables = new Tables(world.sandbox().postgres());

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void projectionsAreRebuiltToTheSameAnswersWithPointsOfFortyDaysAgo() {
        expose(ServiceKind.SNAPSHOT, ServiceKind.TRANSFER);
        Disk aged = Disk.create(world, "", 8 * MIB).protect("every: 24h", 1);
        aged.apply("every: 24h", 6);
        Disk unprotected = Disk.create(world, "", 4 * MIB).protect("every: 24h", 6);
        Disk again = Disk.create(world, "", 4 * MIB).protect("every: 24h", 2);
        Disk gone = Disk.create(world, "", 4 * MIB).protect("every: 24h", 6);
        for (int seed = 1; seed <= 3; seed++) {
            for (Disk disk : List.of(aged, unprotected, again, gone)) {
                disk.fill(MIB, seed);
                disk.backup();
            }
        }
        new LeakCheck(world).pass(10, aged, unprotected, again, gone);
        unprotected.unprotect();
        again.unprotect();
        again.protect("every: 24h", 3);
        // what it had on its source was let go of with the old policy: this is the base of what follows
        await("a point under the new policy").atMost(PATIENCE).untilAsserted(again::backup);
        remove(gone);
        String oldest = sourceContentOfOldest(aged);
        ageByFortyDays(oldestCopy(aged));
        post(ServiceKind.TRANSFER, "retell");
        await("the point is told as an old one")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                tables.rows(
                                        "SELECT id FROM scheduler.copy WHERE (body->>'pointTime')::timestamptz < now() - interval '39 days'"))
                        .hasSize(1));
        List<Disk> all = List.of(aged, unprotected, again, gone);
        new LeakCheck(world).pass(0);
        forgetAllButCompactedTopics();
        List<String> answers = answers(all);
        List<String> rows = projections();
        List<String> snapshots = snapshots(aged, unprotected, again);
        assertThat(answers).anySatisfy(answer -> assertThat(answer).contains(aged.ref()));

        spoil();
        world.api().post("/projections/rebuild", "").expect(202);
        post(ServiceKind.SNAPSHOT, "rebuild");
        post(ServiceKind.TRANSFER, "rebuild");

        await("all is as it was")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    assertThat(projections()).isEqualTo(rows);
                    assertThat(answers(all)).isEqualTo(answers);
                });
        await("nothing was removed by rules of the past")
                .during(Duration.ofSeconds(10))
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(snapshots(aged, unprotected, again)).isEqualTo(snapshots));
        assertOldPointIsRestored(aged, oldest);
        assertWorkGoesOn(again);
    }

    /** One more point is an increment, and the rule that holds now removes what is too many. */
    private void assertWorkGoesOn(Disk disk) {
        disk.fill(MIB, 9);
        JsonNode point = disk.backup();
        assertThat(Disk.copy(point).get("mode").asString()).isEqualTo("increment");
        await("retention")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(disk.completePoints()).hasSize(3));
        disk.assertPointEqualsSource(point);
        new LeakCheck(world).pass(0);
    }

    private void assertOldPointIsRestored(Disk disk, String content) {
        JsonNode point = disk.completePoints().get(disk.completePoints().size() - 1);
        Restoring restoring = Restoring.start(disk, point);
        restoring.awaitSameAs(content);
        restoring.remove();
    }

    private String sourceContentOfOldest(Disk disk) {
        List<JsonNode> points = disk.completePoints();
        String snapshot = points.get(points.size() - 1).get("snapshot").asString();
        return world.source().sha256(disk.spec() + "@" + snapshot);
    }

    private static String oldestCopy(Disk disk) {
        List<JsonNode> points = disk.completePoints();
        return Disk.copy(points.get(points.size() - 1)).get("id").asString();
    }

    private void remove(Disk disk) {
        disk.unprotect();
        await("our snapshots left")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(world.source().snapshots(disk.spec())).isEmpty());
        world.source().rbd("rm", "--no-progress", disk.spec());
        await("it is told to be gone")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(tables.rows(
                                "SELECT name FROM scheduler.image WHERE gone AND name = '" + disk.name() + "'"))
                        .hasSize(1));
    }

    /** As if it had been made then: in the records of those who own it and its run, and of those who list it. */
    private void ageByFortyDays(String copy) {
        String earlier = "to_char((told->'copy'->>'%1$s')::timestamptz AT TIME ZONE 'UTC' - interval '40 days',"
                + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
        String told = "told";
        for (String time : List.of("pointTime", "requestedAt", "startedAt", "endedAt")) {
            told = "jsonb_set(%s, '{copy,%s}', to_jsonb(%s))".formatted(told, time, earlier.formatted(time));
        }
        told = "jsonb_set(%s, '{copy,version}', to_jsonb((told->'copy'->>'version')::bigint + 1))".formatted(told);
        execute("UPDATE transfer.copy SET told = %s, deadline = deadline - interval '40 days' WHERE id = '%s'"
                .formatted(told, copy));
        execute("UPDATE scheduler.copy SET point_time = point_time - interval '40 days' WHERE id = '%s'"
                .formatted(copy));
        execute("""
                UPDATE scheduler.run SET due_at = due_at - interval '40 days', started_at = started_at - interval '40 days',
                    deadline = deadline - interval '40 days', ended_at = ended_at - interval '40 days'
                WHERE id = (SELECT run FROM transfer.copy WHERE id = '%s')
                """.formatted(copy));
        execute("""
                UPDATE snapshot.source_snapshot SET requested_at = requested_at - interval '40 days',
                    created_at = created_at - interval '40 days'
                WHERE run = (SELECT run FROM transfer.copy WHERE id = '%s')
                """.formatted(copy));
    }

    /** As if all that is kept for a time only had been told too long ago. */
    private void forgetAllButCompactedTopics() {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", world.sandbox().kafka().bootstrapServers()))) {
            Set<String> there = admin.listTopics().names().get();
            List<String> topics = Stream.of(Topic.values())
                    .filter(topic -> !topic.compacted())
                    .map(Topic::wireName)
                    .filter(there::contains)
                    .toList();
            List<TopicPartition> partitions = admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                    .toList();
            Map<TopicPartition, RecordsToDelete> ends = admin
                    .listOffsets(partitions.stream()
                            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            end -> RecordsToDelete.beforeOffset(end.getValue().offset())));
            admin.deleteRecords(ends).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the API answers about them, whatever the time is. */
    private List<String> answers(List<Disk> disks) {
        List<String> answers = new ArrayList<>();
        for (Disk disk : disks) {
            String image = Api.query(disk.ref());
            answers.add(
                    world.api().get("/points?limit=500&image=" + image).body().toString());
            answers.add(world.api().get("/runs?limit=500&image=" + image).body().toString());
            for (JsonNode found : world.api().get("/images?image=" + image).expect(200)) {
                answers.add(found.get("ref").asString()
                        + found.get("lastPoint")
                        + found.get("policies")
                        + found.get("gone"));
            }
            answers.add(
                    world.api().get("/retention/explain?image=" + image).body().toString());
        }
        answers.add(world.api().get("/policies").expect(200).toString());
        return answers;
    }

    /** What services keep of others, row by row. */
    private List<String> projections() {
        List<String> rows = new ArrayList<>();
        rows.addAll(tables.rows("SELECT id, name, size, gone, version, observed_at FROM scheduler.image ORDER BY id"));
        rows.addAll(tables.rows("SELECT id, state, version, point_time, body FROM scheduler.copy ORDER BY id"));
        rows.addAll(tables.rows("SELECT * FROM snapshot.policy_rule ORDER BY policy"));
        rows.addAll(tables.rows("SELECT * FROM transfer.policy ORDER BY name"));
        rows.addAll(tables.rows("SELECT * FROM transfer.policy_target WHERE NOT removed ORDER BY policy, target_key"));
        return rows;
    }

    private List<String> snapshots(Disk... disks) {
        List<String> found = new ArrayList<>();
        for (Disk disk : disks) {
            world.source().snapshots(disk.spec()).forEach(snapshot -> found.add("source " + snapshot));
            world.target().snapshots(disk.spec()).forEach(snapshot -> found.add("target " + snapshot));
        }
        return found;
    }

    /** Why somebody would want them rebuilt. */
    private void spoil() {
        execute("UPDATE snapshot.policy_rule SET keep_last = 77");
        execute("UPDATE transfer.policy_target SET keep_last = 77");
        execute("UPDATE scheduler.copy SET state = 'FAILED' WHERE point_time < now() - interval '39 days'");
        execute("DELETE FROM scheduler.image WHERE gone");
    }

    private void execute(String sql) {
        try (Connection connection = tables.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private void expose(ServiceKind... services) {
        for (ServiceKind kind : services) {
            ServiceProcess service = world.sandbox().service(kind);
            service.stop();
            service.start(Map.of("management.endpoints.web.exposure.include", EXPOSED));
        }
    }

    private void post(ServiceKind service, String endpoint) {
        int port = world.sandbox().service(service).managementPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(endpoint, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
