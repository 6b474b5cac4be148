package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an image's owner may do to it while it is protected. */
class ImageLifeIT {

    private static final long MIB = 1 << 20;

    private final World world = World.get();

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

    private static String replicaImage(JsonNode point) {
        return Disk.copy(point).get("replica").get("image").get("image").asString();
    }

    private static void write(Disk disk, long seed) {
        try (RandomWriter writer = disk.startWriter(seed)) {
            await("the writer wrote").atMost(Duration.ofSeconds(60)).until(() -> writer.operations() >= 40);
        }
    }
}
