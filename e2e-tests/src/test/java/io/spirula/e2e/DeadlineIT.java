package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.Daemon;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Work that takes longer than it may: it ends as failed at its deadline, and what arrives later is true all the same. */
@Tag("nightly")
class DeadlineIT {

    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final World WORLD = World.get();
    private static final Faults FAULTS = Faults.in(WORLD);
    private static final LeakCheck LEAKS = new LeakCheck(WORLD);

    private static Disk disk;
    private static long seed;

    @BeforeAll
    static void deadlinesAreShort() {
        restartScheduler("15s", "20s");
        disk = Disk.create(WORLD, "", 16 * MIB, Disk.SMALL_OBJECTS);
        disk.fill(4 * MIB, ++seed);
        protectByHandAlone();
    }

    @AfterAll
    static void deadlinesAreLongAgain() {
        LEAKS.passWholly(disk);
        disk.unprotect();
        restartScheduler("10m", "1d");
    }

    /** The deadline of a run is some intervals of its schedule, so that is short; then it rests. */
    private static void protectByHandAlone() {
        disk.apply("every: 2s", 500);
        await("the schedule begins")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(disk.runs()).isNotEmpty());
        WORLD.api().post("/policies/" + disk.policy() + "/pause", "{}").expectSuccess();
        disk.awaitIdle();
    }

    private static void restartScheduler(String runs, String restores) {
        ServiceProcess scheduler = WORLD.sandbox().service(ServiceKind.SCHEDULER);
        scheduler.stop();
        scheduler.start(Map.of("spirula.schedule.shortest-deadline", runs, "spirula.restore.deadline", restores));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"SNAPSHOT_MADE", "HALF_MOVED", "REPLICA_SNAPSHOT_NOT_RECORDED"})
    void aRunPastItsDeadlineEndsAsFailedAndTheCopyThatArrivesLaterIsAPoint(Step step) {
        disk.fill(4 * MIB, ++seed);
        JsonNode ended;
        String run;
        try (Faults.Stop stop = FAULTS.arm(step)) {
            run = disk.startBackup();
            stop.awaitReached();
            ended = disk.awaitEnded(run);
        }
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("failed");
        assertThat(ended.get("reason").get("code").asString()).isEqualTo("DEADLINE");
        String point = ended.get("point").asString();
        await("the late copy")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                Disk.copy(disk.point(point)).get("state").asString())
                        .isEqualTo("complete"));
        disk.assertPointEqualsSource(disk.point(point));
        assertThat(WORLD.api().get("/runs/" + run).expect(200).get("state").asString())
                .as("how it ended stays what it is")
                .isEqualTo("failed");
        LEAKS.pass(2, disk);
    }

    @Test
    void aRestorePastItsDeadlineEndsAsFailedAndLeavesNothingBehind() {
        JsonNode point = disk.completePoints().get(0);
        Restoring restoring;
        try (Faults.Stop stop = FAULTS.arm(Step.RESTORE_HALF_WRITTEN)) {
            restoring = Restoring.start(disk, point);
            stop.awaitReached();
            String id = restoring.id();
            await("the deadline passed").atMost(PATIENCE).until(() -> isOverdue(id));
        }
        JsonNode ended = restoring.awaitEnded();
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("failed");
        assertThat(ended.get("reason").get("code").asString()).isEqualTo("DEADLINE");
        LEAKS.pass(2, disk);
        assertThat(WORLD.target().images("rbd")).doesNotContain(restoring.image());
    }

    /** Enough for the time-out of an operation before the deadline. */
    @Test
    void aRunWhoseTargetStandsStillEndsAtItsDeadlineNamingClusterAndCauseAndItsCopyArrivesLater() {
        restartScheduler("90s", "20s");
        Daemon osd = WORLD.target().cluster().osd();
        disk.fill(4 * MIB, ++seed);
        osd.pause();
        JsonNode ended;
        try {
            String run = disk.startBackup();
            ended = await("the run ends although its target stands still")
                    .atMost(PATIENCE.plusSeconds(60))
                    .until(
                            () -> WORLD.api().get("/runs/" + run).expect(200),
                            now -> !now.get("state").asString().equals("running"));
        } finally {
            osd.resume();
            restartScheduler("15s", "20s");
        }
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("failed");
        assertThat(ended.get("reason").get("code").asString()).isEqualTo("DEADLINE");
        assertThat(ended.get("reason").get("text").asString()).contains("dr", "site-b", "ETIMEDOUT");
        String point = ended.get("point").asString();
        await("the late copy")
                .atMost(PATIENCE.multipliedBy(2))
                .untilAsserted(() -> assertThat(
                                Disk.copy(disk.point(point)).get("state").asString())
                        .isEqualTo("complete"));
        disk.assertPointEqualsSource(disk.point(point));
        LEAKS.pass(2, disk);
    }

    private static boolean isOverdue(String restore) {
        return !new Tables(WORLD.sandbox().postgres())
                .rows("SELECT id FROM scheduler.restore WHERE id = '" + restore + "' AND deadline < now()")
                .isEmpty();
    }
}
