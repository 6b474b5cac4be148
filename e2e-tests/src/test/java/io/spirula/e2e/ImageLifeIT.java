package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an image's owner may do to it while it is protected. */
class ImageLifeIT {

    private static final long MIB = 1 << 20;

    /** What Ceph says of an image that somebody has open. */
    private static final String WATCHED = "image has watchers";

    private final World world = World.get();

    @BeforeAll
    static void thereIsAnotherPool() {
        LocalTarget.in(World.get());
    }

    @Test
    void anImageCreatedAgainUnderItsNameStartsANewChain() {
        Disk disk = Disk.create(world, "", 8 * MIB);
        write(disk, 1);
        disk.protect();
        JsonNode old = disk.backup();
        String oldReplica = replicaImage(old);
        String oldId = world.source().imageId(disk.spec());
        String oldHash = world.target().sha256(disk.replicaSpec(old));

        world.source().rbd("snap", "purge", "--no-progress", disk.spec());
        world.source().rbd("rm", "--no-progress", disk.spec());
        disk.createImage(8 * MIB);
        write(disk, 2);
        world.source()
                .rbd(
                        "snap",
                        "create",
                        "--no-progress",
                        disk.spec() + "@" + old.get("snapshot").asString());

        JsonNode fresh = await("a point of the new image")
                .atMost(Duration.ofSeconds(120))
                .until(
                        () -> disk.completePoints().stream()
                                .filter(point -> !replicaImage(point).equals(oldReplica))
                                .findFirst()
                                .orElse(null),
                        point -> point != null);
        assertThat(world.source().imageId(disk.spec())).isNotEqualTo(oldId);
        assertThat(Disk.copy(fresh).get("mode").asString()).isEqualTo("full");
        disk.assertPointEqualsSource(fresh);
        assertThat(world.target().sha256(disk.replicaSpec(old)))
                .as("the old image's point is what it was")
                .isEqualTo(oldHash);
        disk.unprotect();
    }

    @Test
    void aRenamedImageGoesOnWithItsChain() {
        Disk disk = Disk.create(world, "", 8 * MIB);
        write(disk, 3);
        disk.protect();
        String renamed = disk.name() + "-renamed";
        world.source().rbd("rename", disk.spec(), disk.pool() + "/" + renamed);
        world.api()
                .putYaml(
                        "/policies/" + disk.policy(), disk.manifest(disk.policy(), disk.name() + "*", "every: 24h", 40))
                .expectSuccess();
        Disk after = new Disk(world, "", renamed, disk.policy());
        await("the inventory follows the name")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(after.image()).isNotNull());
        write(after, 4);
        JsonNode point = after.backup();
        assertThat(Disk.copy(point).get("mode").asString()).isEqualTo("increment");
        after.assertReplicaEqualsSource(2);
        after.unprotect();
    }

    @Test
    void aDeletedImageIsToldAndKeepsItsPoints() {
        Disk disk = Disk.create(world, "", 8 * MIB);
        write(disk, 5);
        disk.protect();
        JsonNode point = disk.backup();
        String hash = world.target().sha256(disk.replicaSpec(point));
        world.source().rbd("snap", "purge", "--no-progress", disk.spec());
        world.source().rbd("rm", "--no-progress", disk.spec());
        await("the API says that it is gone")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(disk.image().get("gone").asBoolean()).isTrue());
        assertThat(disk.completePoints()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(world.target().sha256(disk.replicaSpec(point))).isEqualTo(hash);
        disk.unprotect();
    }

    @Test
    void anOwnerCanTrashAndPurgeAProtectedImageWithinTwoMinutesAndThePointsStay() {
        Disk disk = Disk.create(world, "", 8 * MIB);
        write(disk, 6);
        disk.protect();
        JsonNode point = disk.backup();
        String hash = world.target().sha256(disk.replicaSpec(point));
        String id = world.source().imageId(disk.spec());
        world.source().rbd("trash", "mv", disk.spec());
        await("the owner can purge it")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(3))
                .ignoreExceptions()
                .untilAsserted(() -> world.source().rbd("trash", "rm", "--no-progress", disk.pool() + "/" + id));
        assertThat(world.source().rbd("trash", "ls", disk.pool())).doesNotContain(id);
        assertThat(disk.completePoints()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(world.target().sha256(disk.replicaSpec(point))).isEqualTo(hash);
        disk.unprotect();
    }

    @Test
    void ourSnapshotsLeaveTheSourceWithinAMinuteWhenThePolicyGoes() {
        Disk disk = Disk.create(world, "", 4 * MIB);
        disk.protect();
        disk.backup();
        world.source().rbd("snap", "create", "--no-progress", disk.spec() + "@owners-own");
        disk.unprotect();
        await("only the owner's snapshot is left")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(world.source().snapshots(disk.spec()))
                        .extracting(RawImages.Snapshot::name)
                        .isEqualTo(List.of("owners-own")));
        assertThat(disk.completePoints()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void anImageMigratedToAnotherPoolStartsANewChainAndTheOldPointsStay() {
        Disk disk = Disk.create(world, "", 8 * MIB);
        write(disk, 7);
        disk.protect();
        JsonNode old = disk.backup();
        RawImages.Content oldContent = world.target().content(disk.replicaSpec(old));
        Disk moved = disk.in(LocalTarget.NAME);

        prepareMigration(disk, moved);
        moved.protect();
        write(moved, 8);
        world.source().rbd("migration", "execute", "--no-progress", moved.spec());
        moved.awaitEnded(moved.startBackup());
        assertThat(moved.runs())
                .hasSize(2)
                .allSatisfy(run -> assertThat(reason(run)).isEqualTo("IMAGE_MIGRATING"));
        assertThat(Terminal.of(world).type("doctor", "-o", "json").out()).contains("SOURCE_MIGRATING");
        List<String> carriedOver = snapshotNames(moved);
        assertThat(carriedOver).hasSize(2).contains(old.get("snapshot").asString());
        world.source().rbd("migration", "commit", "--no-progress", moved.spec());

        JsonNode refused = moved.awaitEnded(moved.startBackup());
        assertThat(reason(refused)).as("%s", refused).isEqualTo("TARGET_NAME_TAKEN");
        world.target().rbd("rename", disk.spec(), disk.spec() + "-before");
        JsonNode first = moved.backup();
        assertThat(Disk.copy(first).get("mode").asString()).isEqualTo("full");
        assertThat(first.get("lineage")).isNotEqualTo(old.get("lineage"));
        write(moved, 9);
        JsonNode second = moved.backup();
        assertThat(Disk.copy(second).get("mode").asString()).isEqualTo("increment");
        moved.assertReplicaEqualsSource(2);

        assertThat(disk.completePoints()).hasSize(2);
        assertThat(world.target().content(disk.replicaSpec(old)))
                .as("the old image's point is what it was")
                .isEqualTo(oldContent);
        Restoring restoring = Restoring.start(disk, old);
        restoring.awaitSameAs(oldContent.sha256());
        restoring.remove();

        moved.unprotect();
        await("what was made of the new image is gone, and nothing else")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(snapshotNames(moved)).isEqualTo(carriedOver));
        disk.unprotect();
    }

    @Test
    void aMigrationWaitsForACopyThatIsUnderWayEndsOneThatWaitsAndLeavesAllPointsWhenItIsAborted() {
        Disk disk = Disk.create(world, "", 16 * MIB, Disk.SMALL_OBJECTS).protect();
        Disk moved = disk.in(LocalTarget.NAME);
        disk.fill(4 * MIB, 11);
        String underWay;
        try (Faults.Stop stop = Faults.in(world).arm(Step.HALF_MOVED)) {
            underWay = disk.startBackup();
            stop.awaitReached();
            assertThatThrownBy(() -> world.source().rbd("migration", "prepare", disk.spec(), moved.spec()))
                    .hasMessageContaining(WATCHED);
        }
        JsonNode old = disk.awaitCompleted(underWay);
        disk.assertPointEqualsSource(old);
        RawImages.Content oldContent = world.target().content(disk.replicaSpec(old));

        disk.fill(4 * MIB, 12);
        String waiting;
        try (Faults.Stop stop = Faults.in(world).arm(Step.COPY_JOB_STORED)) {
            waiting = disk.startBackup();
            stop.awaitReached();
            prepareMigration(disk, moved);
        }
        JsonNode ended = disk.awaitEnded(waiting);
        assertThat(reason(ended)).as("%s", ended).isEqualTo("RELEASED");
        moved.fill(4 * MIB, 13);
        world.source().rbd("migration", "execute", "--no-progress", moved.spec());
        world.source().rbd("migration", "abort", "--no-progress", moved.spec());
        await("it is back")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(disk.image().get("inTrash").asBoolean()).isFalse());

        JsonNode next = disk.backup();
        assertThat(next.get("lineage")).isEqualTo(old.get("lineage"));
        disk.assertPointEqualsSource(next);
        assertThat(world.target().content(disk.replicaSpec(old)))
                .as("the point from before is what it was")
                .isEqualTo(oldContent);
        disk.unprotect();
    }

    @Test
    void anImageMigratedWithinItsPoolStartsANewChainUnderItsName() {
        Disk disk = Disk.create(world, "", 4 * MIB);
        write(disk, 14);
        disk.protect();
        JsonNode old = disk.backup();
        RawImages.Content oldContent = world.target().content(disk.replicaSpec(old));
        prepareMigration(disk, disk);
        world.source().rbd("migration", "execute", "--no-progress", disk.spec());
        world.source().rbd("migration", "commit", "--no-progress", disk.spec());
        await("the first run of the new image has ended")
                .atMost(Duration.ofMinutes(1))
                .until(() -> disk.runs().stream()
                        .anyMatch(run -> !run.get("lineage").equals(old.get("lineage"))
                                && !run.get("state").asString().equals("running")));

        disk.backup();
        List<JsonNode> fresh = disk.completePoints().stream()
                .filter(point -> !point.get("lineage").equals(old.get("lineage")))
                .toList();
        assertThat(Disk.copy(fresh.get(fresh.size() - 1)).get("mode").asString())
                .isEqualTo("full");
        fresh.forEach(disk::assertPointEqualsSource);
        assertThat(world.target().content(disk.replicaSpec(old)))
                .as("the old image's point is what it was")
                .isEqualTo(oldContent);
        disk.unprotect();
    }

    private void prepareMigration(Disk disk, Disk moved) {
        await("nobody has " + disk.spec() + " open")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsMatching(e -> String.valueOf(e.getMessage()).contains(WATCHED))
                .untilAsserted(() -> world.source().rbd("migration", "prepare", disk.spec(), moved.spec()));
    }

    private List<String> snapshotNames(Disk disk) {
        return world.source().snapshots(disk.spec()).stream()
                .map(RawImages.Snapshot::name)
                .toList();
    }

    private static String reason(JsonNode run) {
        return run.path("reason").path("code").asString("");
    }

    private static String replicaImage(JsonNode point) {
        return Disk.copy(point).get("replica").get("image").get("image").asString();
    }

    private static void write(Disk disk, long seed) {
        try (RandomWriter writer = disk.startWriter(seed)) {
            await("the writer wrote").atMost(Duration.ofSeconds(60)).until(() -> writer.operations() >= 40);
        }
    }
}
