package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The target's cluster is away for many intervals of the schedule. */
@Tag("nightly")
class TargetDownIT {

    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int INTERVALS = 15;
    private static final int KEPT_ON_SOURCE = 2;
    /** What is kept, each target's base, what is on its way to either of them, and two that are about to be removed. */
    private static final int MOST_ON_SOURCE = KEPT_ON_SOURCE + 6;

    private static final World WORLD = World.get();
    private static final LeakCheck LEAKS = new LeakCheck(WORLD);

    private final ServiceProcess scheduler = WORLD.sandbox().service(ServiceKind.SCHEDULER);

    @BeforeAll
    static void runsAreGivenUpSoon() {
        Faults.in(WORLD);
        LocalTarget.in(WORLD);
        restartScheduler("12s");
    }

    @AfterAll
    static void runsHaveTheirTimeAgain() {
        WORLD.target().cluster().start();
        restartScheduler("10m");
    }

    private static void restartScheduler(String deadline) {
        ServiceProcess scheduler = WORLD.sandbox().service(ServiceKind.SCHEDULER);
        scheduler.stop();
        scheduler.start(Map.of("spirula.schedule.shortest-deadline", deadline));
    }

    @Test
    void theSourceKeepsABoundedNumberOfSnapshotsTheBreachIsToldAndOneIncrementCatchesUp() {
        Disk disk = Disk.create(WORLD, "", 16 * MIB);
        disk.fill(8 * MIB, 1);
        WORLD.api().putYaml("/policies/" + disk.policy(), manifest(disk)).expectSuccess();
        await("points on both targets").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(disk.completePoints()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(doneLocally(disk, Instant.EPOCH)).isPositive();
        });

        WORLD.target().cluster().stop();
        Instant down = Instant.now();
        disk.fill(4 * MIB, 2);
        AtomicInteger most = new AtomicInteger();
        await("%d intervals, in which the other target goes on".formatted(INTERVALS))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    most.accumulateAndGet(ourSnapshots(disk), Math::max);
                    return doneLocally(disk, down) >= INTERVALS && givenUp(disk, down) >= 1;
                });
        System.out.println("most snapshots of ours on the source while the target was away: " + most);
        assertThat(most.get()).isLessThanOrEqualTo(MOST_ON_SOURCE);
        assertBreachIsTold(disk);
        assertThat(pointsAfter(disk.completePoints(), down)).isEmpty();

        WORLD.target().cluster().start();
        Instant up = Instant.now();
        await("a point of after the return")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    most.accumulateAndGet(ourSnapshots(disk), Math::max);
                    return !pointsAfter(disk.completePoints(), up).isEmpty();
                });
        assertThat(most.get()).isLessThanOrEqualTo(MOST_ON_SOURCE);
        WORLD.api().post("/policies/" + disk.policy() + "/pause", "{}").expectSuccess();
        disk.awaitIdle();
        List<JsonNode> caughtUp = pointsAfter(disk.completePoints(), down);
        assertThat(caughtUp)
                .allSatisfy(point ->
                        assertThat(Disk.copy(point).get("mode").asString()).isEqualTo("increment"));
        assertThat(caughtUp.stream().filter(point -> time(point).isBefore(up)))
                .as("points of while the target was away: what waited for it, not one for each interval")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(row(disk).get("rpo").get("met").asBoolean()).isTrue();
        LEAKS.pass(1, disk);
        disk.unprotect();
    }

    private void assertBreachIsTold(Disk disk) {
        assertThat(row(disk).get("rpo").get("met").asBoolean()).isFalse();
        Terminal terminal = Terminal.of(WORLD);
        assertThat(terminal.type("status", "--policy", disk.policy(), "--check").exit())
                .isEqualTo(1);
        await("the metric tells it")
                .atMost(PATIENCE)
                .until(() -> new Metric(scheduler, "spirula_image_rpo_missed").value("policy=\"" + disk.policy() + "\"")
                        == 1);
        assertThat(disk.runs())
                .as("why runs ended")
                .filteredOn(run -> run.get("state").asString().equals("failed"))
                .allSatisfy(run ->
                        assertThat(run.get("reason").get("text").asString()).contains("dr"))
                .anySatisfy(run ->
                        assertThat(run.get("reason").get("text").asString()).contains("site-b"));
    }

    private static String manifest(Disk disk) {
        return """
                apiVersion: spirula/v1
                kind: Policy
                metadata: { name: %s, tenant: default }
                spec:
                  source: { cluster: site-a, pools: [rbd], images: ["%s"] }
                  schedule: { every: 4s }
                  targets:
                    - { name: dr, type: rbd, cluster: site-b, pool: rbd, retention: { last: 40 } }
                    %s
                  sourceRetention: { last: %d }
                  objectives: { rpo: 30s }
                """.formatted(disk.policy(), disk.name(), LocalTarget.manifestLine(), KEPT_ON_SOURCE);
    }

    private static int ourSnapshots(Disk disk) {
        return (int) WORLD.source().snapshots(disk.spec()).stream()
                .filter(snapshot -> snapshot.name().startsWith("spirula-"))
                .count();
    }

    /** Runs that ended although the target had nothing of them. */
    private static long givenUp(Disk disk, Instant since) {
        return disk.runs().stream()
                .filter(run -> run.get("state").asString().equals("failed"))
                .filter(run -> Instant.parse(run.get("startedAt").asString()).isAfter(since))
                .count();
    }

    /** Runs that the other target has copies of, also those that its retention removed since. */
    private static long doneLocally(Disk disk, Instant since) {
        return disk.runs().stream()
                .filter(run -> Instant.parse(run.get("startedAt").asString()).isAfter(since))
                .filter(run -> run.get("targets")
                        .valueStream()
                        .anyMatch(target -> target.get("target").asString().equals(LocalTarget.NAME)
                                && target.get("state").asString().matches("complete|expired")))
                .count();
    }

    private static List<JsonNode> pointsAfter(List<JsonNode> points, Instant moment) {
        return points.stream().filter(point -> time(point).isAfter(moment)).toList();
    }

    private static Instant time(JsonNode point) {
        return Instant.parse(point.get("time").asString());
    }

    private static JsonNode row(Disk disk) {
        return WORLD.api()
                .get("/status?policy=" + disk.policy())
                .expect(200)
                .get("rows")
                .get(0);
    }
}
