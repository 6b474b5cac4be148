package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.e2e.Terminal.Printed;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The target has no room: it is told as such and as nothing worse, what needs none goes on, retention makes room, and what
 * waits is done once there is some.
 */
@Tag("nightly")
class FullTargetIT {

    private static final long MIB = 1 << 20;
    /** Some times the longest wait of a copy until its next try. */
    private static final Duration BOUNDED = Duration.ofMinutes(4);

    /** Its own: the cluster goes on complaining of a manager that is gone. */
    private static final World WORLD = World.ofItsOwn();

    private static final LeakCheck LEAKS = new LeakCheck(WORLD);
    private static final Terminal TERMINAL = Terminal.of(WORLD);
    private static final CephSandboxCluster TARGET = WORLD.target().cluster();
    private static final ServiceProcess TRANSFER = WORLD.sandbox().service(ServiceKind.TRANSFER);

    private static final String ROOMY = "roomy";

    private static long seed;

    @BeforeAll
    static void quotasCountAndThereIsAnotherPool() {
        TARGET.startManager();
        WORLD.sandbox().createPool(TARGET, ROOMY);
        // starts the services anew: an open connection keeps the rights it had
        Faults.in(WORLD);
    }

    @AfterEach
    void thereIsRoom() {
        for (Shortage shortage : Shortage.values()) {
            shortage.end(TARGET);
        }
        Shortage.awaitRoom(TARGET);
    }

    @AfterAll
    static void itsWorldEnds() {
        WORLD.close();
    }

    @ParameterizedTest
    @EnumSource
    void itIsToldAndTheCopyIsMadeOnceThereIsRoom(Shortage shortage) {
        Disk disk = protectedDisk();
        disk.fill(24 * MIB, ++seed);
        JsonNode point = disk.completePoints().get(0);
        List<RawImages.Snapshot> before = WORLD.target().snapshots(disk.spec());
        String run;
        shortage.begin(TARGET);
        try {
            run = disk.startBackup();
            awaitWaiting(run, shortage);
            assertThat(TERMINAL.type("status", "-o", "json").out()).contains("site-b", shortage.advice);
            await("so does the doctor")
                    .atMost(BOUNDED)
                    .untilAsserted(() -> assertThat(
                                    TERMINAL.type("doctor", "-o", "json").out())
                            .contains("POOL_FULL", "ceph osd pool set-quota"));
            restoreElsewhere(disk, point);
            restoreIntoIt(disk, point, shortage);
            assertThat(WORLD.api().get("/runs/" + run).expect(200).get("state").asString())
                    .isEqualTo("running");
            assertThat(WORLD.target().snapshots(disk.spec())).isEqualTo(before);
            disk.assertPointEqualsSource(point);
            assertThat(new Metric(TRANSFER, "spirula_cluster_guard_open").value("cluster=\"site-b\""))
                    .as("the cluster is not left alone for it")
                    .isZero();
        } finally {
            shortage.end(TARGET);
        }
        assertDoneByIncrement(disk, run);
        LEAKS.pass(2, disk);
        disk.unprotect();
    }

    @Test
    void retentionFreesRoomWhenTheClusterIsFull() {
        Disk disk = diskOfFourPoints();
        Shortage.CLUSTER.begin(TARGET);
        try {
            retentionLeavesOnePoint(disk);
        } finally {
            Shortage.CLUSTER.end(TARGET);
        }
        LEAKS.pass(1, disk);
        disk.unprotect();
    }

    @Test
    void aCopyToAnotherPoolOfTheClusterIsMadeWhileTheQuotaIsReached() {
        Disk disk = protectedDisk();
        Disk roomy = Disk.create(WORLD, "", 32 * MIB).on("dr", ROOMY);
        String manifest = roomy.manifest(roomy.policy(), roomy.name(), "every: 24h", 3);
        roomy.fill(16 * MIB, ++seed);
        Shortage.QUOTA.begin(TARGET);
        disk.fill(24 * MIB, ++seed);
        String run = disk.startBackup();
        awaitWaiting(run, Shortage.QUOTA);

        WORLD.api()
                .putYaml("/policies/" + roomy.policy(), manifest.replace("pool: rbd,", "pool: " + ROOMY + ","))
                .expectSuccess();
        await("it has a point")
                .atMost(BOUNDED)
                .untilAsserted(() -> assertThat(roomy.completePoints()).hasSize(1));
        roomy.fill(24 * MIB, ++seed);
        roomy.assertPointEqualsSource(roomy.backup());

        awaitWaiting(run, Shortage.QUOTA);
        Shortage.QUOTA.end(TARGET);
        assertDoneByIncrement(disk, run);
        LEAKS.pass(2, disk, roomy);
        disk.unprotect();
        roomy.unprotect();
    }

    @Test
    void retentionFreesRoomWhenTheQuotaIsReachedAndWhatWaitedForItIsDone() {
        Disk disk = diskOfFourPoints();
        disk.fill(24 * MIB, ++seed);
        Shortage.QUOTA.begin(TARGET);
        String run = disk.startBackup();
        awaitWaiting(run, Shortage.QUOTA);

        disk.apply("every: 24h", 1);

        Shortage.awaitRoom(TARGET);
        assertDoneByIncrement(disk, run);
        await("the new point is all that is kept")
                .atMost(BOUNDED)
                .untilAsserted(
                        () -> assertThat(WORLD.target().snapshots(disk.spec())).hasSize(1));
        LEAKS.pass(1, disk);
        disk.unprotect();
    }

    private static Disk protectedDisk() {
        Disk disk = Disk.create(WORLD, "", 32 * MIB);
        disk.fill(16 * MIB, ++seed);
        return disk.protect();
    }

    private static Disk diskOfFourPoints() {
        Disk disk = protectedDisk();
        for (int i = 0; i < 3; i++) {
            disk.fill(16 * MIB, ++seed);
            disk.backup();
        }
        assertThat(disk.completePoints()).hasSize(4);
        return disk;
    }

    private static void retentionLeavesOnePoint(Disk disk) {
        disk.apply("every: 24h", 1);
        await("three of its snapshots are gone")
                .atMost(BOUNDED)
                .untilAsserted(
                        () -> assertThat(WORLD.target().snapshots(disk.spec())).hasSize(1));
        await("so are the points")
                .atMost(BOUNDED)
                .untilAsserted(() -> assertThat(disk.completePoints()).hasSize(1));
    }

    private static void restoreElsewhere(Disk disk, JsonNode point) {
        String image = "rbd/" + World.unique("restored");
        Printed printed = restore(disk, point, "site-a/" + image);
        assertThat(printed.exit()).as("%s", printed).isZero();
        assertThat(WORLD.source().sha256(image))
                .isEqualTo(WORLD.source()
                        .sha256(disk.spec() + "@" + point.get("snapshot").asString()));
        WORLD.source().removeRestored(image);
    }

    private static void restoreIntoIt(Disk disk, JsonNode point, Shortage shortage) {
        String image = World.unique("refused");
        Printed printed = restore(disk, point, "site-b/rbd/" + image);
        assertThat(printed.exit()).as("%s", printed).isEqualTo(1);
        assertThat(printed.out() + printed.err()).contains("pool rbd of cluster site-b", shortage.advice);
        assertThat(WORLD.target().images("rbd")).noneMatch(name -> name.contains(image));
    }

    private static Printed restore(Disk disk, JsonNode point, String to) {
        String id = point.get("id").asString();
        return TERMINAL.type("restore", disk.ref(), "--point", id, "--to", to, "--wait", "--timeout", "3m");
    }

    private static void assertDoneByIncrement(Disk disk, String run) {
        disk.awaitEnded(run, BOUNDED);
        JsonNode point = disk.awaitCompleted(run);
        assertThat(Disk.copy(point).get("mode").asString()).isEqualTo("increment");
        disk.assertPointEqualsSource(point);
    }

    private static void awaitWaiting(String run, Shortage shortage) {
        await("the run says what happened, where, and what to do")
                .atMost(BOUNDED)
                .untilAsserted(() -> assertThat(WORLD.api()
                                .get("/runs/" + run)
                                .expect(200)
                                .get("targets")
                                .get(0)
                                .path("reason")
                                .toString())
                        .contains(shortage.code, "pool rbd of cluster site-b", shortage.advice));
    }
}
