package io.spirula.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.RunSkipped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Several instances at once, and what they know being forgotten and read again. */
class ClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int IMAGES = 5;
    private static SchedulerWorld world;

    @BeforeAll
    static void start() {
        world = new SchedulerWorld(Map.of());
        world.start(Map.of());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void twoInstancesNeverRequestTheSameRunTwice() {
        for (int i = 0; i < IMAGES; i++) {
            world.snapshots().publish(Facts.observed("many-" + i, "many-" + i, 1));
        }
        world.api()
                .apply("many", Facts.policy("many", "many-*", "schedule: { every: 1s, jitter: 0s }"))
                .expect(201);
        await("each image to come due several times")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dueTimes().values().stream()
                                .mapToInt(List::size)
                                .min()
                                .orElse(0))
                        .isGreaterThanOrEqualTo(6));
        world.api().delete("/api/v1/policies/many").expect(204);
        assertThat(dueTimes())
                .hasSize(IMAGES)
                .allSatisfy((lineage, times) ->
                        assertThat(times).as("due times of " + lineage).doesNotHaveDuplicates());
        world.settle();
        Map<String, Long> requests = world.transfers().events(BackupRequested.class).stream()
                .filter(event -> event.policy().equals("many"))
                .collect(Collectors.groupingBy(BackupRequested::key, Collectors.counting()));
        assertThat(requests)
                .hasSize(IMAGES)
                .allSatisfy((lineage, count) -> assertThat(count)
                        .as("no copy was ever complete, so only the first run may have been requested")
                        .isEqualTo(1));
        assertThat(world.transfers().events(RunSkipped.class)).isNotEmpty();
    }

    @Test
    void whatIsForgottenAndReadAgainFromTheTopicsGivesTheSameAnswers() {
        Set<String> names = new HashSet<>(List.of("kept-1", "kept-2", "kept-3"));
        names.forEach(name -> world.snapshots().publish(Facts.observed(name, name, 1)));
        world.api()
                .apply("kept", Facts.policy("kept", "kept-*", "schedule: { every: 24h }"))
                .expect(201);
        await("all images to be requested")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(requests("kept"))
                        .as(world.api().get("/api/v1/status").text())
                        .hasSize(3));
        requests("kept").forEach(request -> {
            var target = request.targets().get(0);
            world.transfers().publish(new CopyChanged(Facts.copy(request, target, CopyState.TRANSFERRING, 1)));
            world.transfers().publish(new CopyChanged(Facts.copy(request, target, CopyState.COMPLETE, 2)));
        });
        await().atMost(PATIENCE)
                .until(() -> world.api()
                        .get("/api/v1/runs?state=completed")
                        .expect(200)
                        .findValuesAsString("image")
                        .containsAll(
                                names.stream().map(name -> "site-a/rbd/" + name).toList()));
        world.snapshots().publish(Facts.gone("kept-3", "kept-3", 2));
        await().atMost(PATIENCE)
                .until(() -> world.api()
                        .get("/api/v1/images?image=kept-3")
                        .expect(200)
                        .get(0)
                        .path("gone")
                        .asBoolean());
        Map<String, JsonNode> before = answers();

        world.api().post("/api/v1/projections/rebuild", "").expect(202);
        await("the same answers")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answers()).isEqualTo(before));
        assertThat(world.jdbc()
                        .sql("select count(*) from run where policy = 'kept' and state = 'COMPLETED'")
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
        assertThat(requests("kept")).hasSize(3);
    }

    private static Map<String, JsonNode> answers() {
        Map<String, JsonNode> answers = new HashMap<>();
        for (String path : List.of(
                "/api/v1/points?image=kept-1",
                "/api/v1/points?image=kept-2",
                "/api/v1/points?image=site-a/rbd/kept-3",
                "/api/v1/runs?image=site-a/rbd/kept-1")) {
            ApiClient.Answer answer = world.api().get(path);
            answers.put(path, answer.json());
        }
        answers.put(
                "protected",
                world.api().get("/api/v1/policies/kept").expect(200).path("images"));
        return answers;
    }

    private static List<BackupRequested> requests(String policy) {
        return world.transfers().events(BackupRequested.class).stream()
                .filter(event -> event.policy().equals(policy))
                .toList();
    }

    private static Map<String, List<String>> dueTimes() {
        return world
                .first()
                .getBean(JdbcClient.class)
                .sql("select lineage::text, due_at::text from run where policy = 'many'")
                .query((row, number) -> List.of(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        row -> row.get(0), Collectors.mapping(row -> row.get(1), Collectors.toList())));
    }
}
