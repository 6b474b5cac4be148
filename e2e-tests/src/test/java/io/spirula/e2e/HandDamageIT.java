package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Somebody lays hands on snapshots and replicas that are Spirula's: it is noticed, told and put right. */
class HandDamageIT {

    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final World WORLD = World.get();
    private static final Faults FAULTS = Faults.in(WORLD);
    private static final LeakCheck LEAKS = new LeakCheck(WORLD);

    private Disk disk;
    private JsonNode first;
    private JsonNode second;

    @BeforeEach
    void aDiskWithTwoPoints() {
        disk = Disk.create(WORLD, "", 16 * MIB, Disk.SMALL_OBJECTS);
        disk.fill(8 * MIB, 1);
        disk.protect();
        first = disk.completePoints().get(0);
        disk.fill(4 * MIB, 2);
        second = disk.backup();
        disk.fill(2 * MIB, 3);
    }

    @AfterEach
    void nothingIsLeftOver() {
        LEAKS.pass(1, disk);
        disk.unprotect();
    }

    /** Before, while and after somebody has the replica open for writing. */
    @Test
    void aReplicaInOtherHandsIsRefusedNamingThemAndWhatTheyWroteIsRolledBack() {
        String run;
        try (RandomWriter stranger = RandomWriter.start(WORLD.target().conf(), "rbd", "", disk.name(), 4)) {
            await("the replica is written to").atMost(PATIENCE).until(() -> stranger.operations() >= 20);
            run = disk.startBackup();
            await("the reason is told")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(waitingFor(run).path("code").asString(""))
                            .isEqualTo("REPLICA_IN_USE"));
            assertThat(waitingFor(run).get("text").asString())
                    .as("who it is")
                    .contains(address(WORLD.target().rbd("lock", "ls", "--format", "json", disk.spec())));
        }
        JsonNode third = disk.awaitCompleted(run);

        assertThat(told("spirula.copy", "CopyChanged", "REPLICA_ROLLED_BACK"))
                .as("what somebody wrote to the replica")
                .contains(third.get("id").asString());
        assertThat(Disk.copy(third).get("mode").asString()).isEqualTo("increment");
        disk.assertReplicaEqualsSource(3);
    }

    @Test
    @Tag("nightly")
    void aReplicaThatWasWrittenToBetweenRunsIsRolledBack() {
        RandomWriter.fill(WORLD.target().conf(), "rbd", "", disk.name(), 16 * MIB, 64 << 10, 5);

        JsonNode third = disk.backup();

        assertThat(told("spirula.copy", "CopyChanged", "REPLICA_ROLLED_BACK"))
                .contains(third.get("id").asString());
        assertThat(Disk.copy(third).get("mode").asString()).isEqualTo("increment");
        disk.assertReplicaEqualsSource(3);
    }

    @Test
    @Tag("nightly")
    void aSourceSnapshotThatWasRemovedIsToldAndTheNextCopyStartsFromAnOlderOne() {
        removeSourceSnapshot(second);

        JsonNode third = disk.backup();

        assertThat(Disk.copy(third).get("mode").asString()).isEqualTo("increment");
        assertThat(base(third)).isEqualTo(first.get("id").asString());
        disk.assertPointEqualsSource(third);
        disk.assertPointEqualsSource(first);
    }

    @Test
    @Tag("nightly")
    void withAllSourceSnapshotsRemovedANewReplicaIsSeededAndTheOldOneStaysWithItsPoints() {
        String oldSpec = disk.replicaSpec(second);
        String oldHash = WORLD.target().sha256(oldSpec);
        removeSourceSnapshot(first);
        removeSourceSnapshot(second);

        JsonNode third = backupLookingAtTheOldReplicaInItsMiddle();

        assertThat(Disk.copy(third).get("mode").asString()).isEqualTo("full");
        assertThat(replicaImage(third)).isNotEqualTo(replicaImage(second));
        assertThat(WORLD.target().nameOf("rbd", replicaImage(third))).contains(disk.name());
        assertThat(WORLD.target().sha256(disk.replicaSpec(second))).isEqualTo(oldHash);
        assertThat(disk.completePoints()).hasSize(3);
        restore(second, oldHash);
    }

    @Test
    @Tag("nightly")
    void aReplicaSnapshotThatWasRemovedIsToldAndTheNextCopyStartsFromAnOlderOne() {
        removeReplicaSnapshot(second);

        JsonNode third = disk.backup();

        assertThat(Disk.copy(third).get("mode").asString()).isEqualTo("increment");
        assertThat(base(third)).isEqualTo(first.get("id").asString());
        assertLost("COPY_LOST", second);
        disk.assertReplicaEqualsSource(2);
    }

    @Test
    @Tag("nightly")
    void withAllReplicaSnapshotsRemovedANewReplicaIsSeededAndTheOldOneStaysUntilThen() {
        removeReplicaSnapshot(first);
        removeReplicaSnapshot(second);

        JsonNode third = backupLookingAtTheOldReplicaInItsMiddle();

        assertThat(Disk.copy(third).get("mode").asString()).isEqualTo("full");
        assertThat(replicaImage(third)).isNotEqualTo(replicaImage(second));
        assertLost("COPY_LOST", first, second);
        disk.assertPointEqualsSource(third);
        await("the old replica, which holds nothing any more, goes")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(WORLD.target().nameOf("rbd", replicaImage(second)))
                        .isEmpty());
    }

    @Test
    @Tag("nightly")
    void aReplicaThatWasRemovedIsToldAndSeededAnew() {
        WORLD.target().rbd("snap", "purge", "--no-progress", disk.spec());
        WORLD.target().rbd("rm", "--no-progress", disk.spec());

        JsonNode third = disk.backup();

        assertThat(Disk.copy(third).get("mode").asString()).isEqualTo("full");
        assertLost("REPLICA_GONE", first, second);
        assertThat(WORLD.target().nameOf("rbd", replicaImage(third))).contains(disk.name());
        disk.assertPointEqualsSource(third);
    }

    @Test
    @Tag("nightly")
    void aReplicaInTheTrashIsToldAndSeededAnewAndItsPointsComeBackByAdoption() {
        String oldHash = WORLD.target().sha256(disk.replicaSpec(second));
        WORLD.target().rbd("trash", "mv", disk.spec());

        JsonNode third = disk.backup();

        assertThat(Disk.copy(third).get("mode").asString()).isEqualTo("full");
        assertThat(replicaImage(third)).isNotEqualTo(replicaImage(second));
        assertLost("REPLICA_IN_TRASH", first, second);
        disk.assertPointEqualsSource(third);

        String back = World.unique("back");
        WORLD.target().rbd("trash", "restore", "--image", back, "rbd/" + replicaImage(second));
        String adoption = WORLD.api()
                .post("/adoptions", "{\"place\": \"site-b/rbd\"}")
                .expect(202)
                .get("id")
                .asString();
        await("the adoption ends")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(WORLD.api()
                                .get("/adoptions/" + adoption)
                                .expect(200)
                                .get("state")
                                .asString())
                        .isEqualTo("completed"));
        await("the points are back")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(disk.completePoints()).hasSize(3));
        restore(second, oldHash);
        disk.fill(1 * MIB, 6);
        assertThat(Disk.copy(disk.backup()).get("mode").asString()).isEqualTo("increment");
    }

    private void removeSourceSnapshot(JsonNode point) {
        String snapshot = point.get("snapshot").asString();
        WORLD.source().rbd("snap", "rm", "--no-progress", disk.spec() + "@" + snapshot);
        await("its loss is told")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Told.all(WORLD, "spirula.snapshot"))
                        .filteredOn(event -> event.type().equals("SnapshotLost"))
                        .anyMatch(event -> event.body().toString().contains(snapshot)));
    }

    private void removeReplicaSnapshot(JsonNode point) {
        WORLD.target().rbd("snap", "rm", "--no-progress", disk.replicaSpec(point));
    }

    /** While a new replica is seeded, the one that it is to replace is where it was. */
    private JsonNode backupLookingAtTheOldReplicaInItsMiddle() {
        List<RawImages.Snapshot> before = WORLD.target().snapshots(disk.spec());
        String run;
        try (Faults.Stop stop = FAULTS.arm(Step.HALF_MOVED)) {
            run = disk.startBackup();
            stop.awaitReached();
            assertThat(WORLD.target().nameOf("rbd", replicaImage(second))).contains(disk.name());
            assertThat(WORLD.target().snapshots(disk.spec())).isEqualTo(before);
        }
        return disk.awaitCompleted(run);
    }

    private void restore(JsonNode point, String hash) {
        Restoring restoring = Restoring.start(disk, point);
        JsonNode ended = restoring.awaitEnded();
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("completed");
        assertThat(WORLD.target().sha256("rbd/" + restoring.image())).isEqualTo(hash);
        restoring.remove();
    }

    private void assertLost(String code, JsonNode... points) {
        List<String> lost = told("spirula.transfer", "CopyLost", code);
        for (JsonNode point : points) {
            String id = point.get("id").asString();
            assertThat(lost).contains(id);
            assertThat(Disk.copy(disk.point(id)).get("state").asString()).isEqualTo("lost");
        }
    }

    private JsonNode waitingFor(String run) {
        return WORLD.api().get("/runs/" + run).expect(200).get("targets").get(0).path("reason");
    }

    /** The points of such events with this reason. */
    private static List<String> told(String topic, String type, String code) {
        return Told.all(WORLD, topic).stream()
                .filter(event -> event.type().equals(type))
                .map(event -> event.body().get("copy"))
                .filter(copy -> copy.path("reason").path("code").asString("").equals(code))
                .map(copy -> copy.get("point").asString())
                .toList();
    }

    /** The point that a copy was moved as a difference to. */
    private static String base(JsonNode point) {
        String id = point.get("id").asString();
        return Told.all(WORLD, "spirula.transfer").stream()
                .filter(event -> event.type().equals("CopyCompleted"))
                .map(event -> event.body().get("copy"))
                .filter(copy -> copy.get("point").asString().equals(id))
                .map(copy -> copy.get("base").asString())
                .findFirst()
                .orElseThrow();
    }

    private static String address(String locks) {
        int at = locks.indexOf("\"address\":\"") + "\"address\":\"".length();
        return locks.substring(at, locks.indexOf('"', at));
    }

    private static String replicaImage(JsonNode point) {
        return Disk.copy(point).get("replica").get("image").get("image").asString();
    }
}
