package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What lies on a target is compared with its source, and what changed there by itself is found, refused and made anew. */
class VerifyIT {

    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final World WORLD = World.get();
    private static final LeakCheck LEAKS = new LeakCheck(WORLD);

    @TempDir
    private Path files;

    private Disk disk;

    @BeforeEach
    void aDiskWithTwoPoints() {
        disk = Disk.create(WORLD, "", 16 * MIB);
        disk.fill(12 * MIB, 1);
        disk.protect();
        disk.fill(2 * MIB, 2);
        disk.backup();
    }

    @AfterEach
    void nothingIsLeftOver() {
        LEAKS.pass(1, disk);
        disk.unprotect();
    }

    @Test
    void aReplicaThatIsAsItWasMadeIsEqual() {
        JsonNode verified = verify();

        assertThat(verified.get("state").asString()).as("%s", verified).isEqualTo("completed");
        assertThat(verified.get("result").asString()).isEqualTo("equal");
        assertThat(verified.get("bytesCompared").asLong()).isBetween(12 * MIB, 16 * MIB);
        assertThat(verified.get("point").asString())
                .isEqualTo(disk.completePoints().get(0).get("id").asString());
    }

    @Test
    void bytesThatChangedOnTheTargetAreFoundNobodyRestoresThemAndTheNextRunMakesTheCopyAnew() throws IOException {
        JsonNode bad = disk.completePoints().get(0);
        String replica = disk.replicaSpec(bad);
        String sound = WORLD.target().sha256(replica);
        damage(bad, 2, 4096);
        assertThat(WORLD.target().sha256(replica))
                .as("what the snapshot reads by now")
                .isNotEqualTo(sound);

        JsonNode verified = verify();

        assertThat(verified.get("state").asString()).as("%s", verified).isEqualTo("completed");
        assertThat(verified.get("result").asString()).isEqualTo("different");
        assertThat(verified.at("/reason/code").asString()).isEqualTo("COPY_DIFFERS");
        assertThat(verified.at("/reason/text").asString()).contains("offset " + (8 * MIB + 4096));
        // the older point has that object in common with it
        assertThat(verified.get("quarantined").asInt()).isEqualTo(2);
        await("the copies are told to be quarantined")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                Disk.copy(disk.point(bad.get("id").asString()))
                                        .get("state")
                                        .asString())
                        .isEqualTo("quarantined"));
        assertThat(disk.completePoints()).isEmpty();
        Api.Answer refused = restore(bad);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("detail").asString()).contains("dr is quarantined");

        JsonNode repaired = disk.backup();

        assertThat(Disk.copy(repaired).get("mode").asString()).isEqualTo("full");
        disk.assertPointEqualsSource(repaired);
        assertThat(verify().get("result").asString()).isEqualTo("equal");
        JsonNode restored =
                ended("/restores/" + restore(repaired).expect(202).get("id").asString());
        assertThat(restored.get("state").asString()).as("%s", restored).isEqualTo("completed");
        String image = restored.get("destination").asString().replaceFirst("site-b/", "");
        assertThat(WORLD.target().sha256(image))
                .isEqualTo(WORLD.source()
                        .sha256(disk.spec() + "@" + repaired.get("snapshot").asString()));
        WORLD.target().removeRestored(image);
    }

    /** Nobody who writes through librbd can do this: without a snapshot context HEAD and the snapshots change alike. */
    private void damage(JsonNode point, int object, int offset) throws IOException {
        String id = Disk.copy(point).at("/replica/image/image").asString();
        Path bytes = Files.write(files.resolve("damage"), new byte[] {1, 2, 3, 4, 5});
        WORLD.target()
                .cluster()
                .rados(
                        "-p",
                        "rbd",
                        "put",
                        "rbd_data.%s.%016x".formatted(id, object),
                        bytes.toString(),
                        "--offset",
                        Integer.toString(offset));
    }

    private JsonNode verify() {
        JsonNode accepted = WORLD.api()
                .post("/verifications", "{\"image\": \"%s\", \"target\": \"site-b/rbd\"}".formatted(disk.ref()))
                .expect(202);
        assertThat(accepted).hasSize(1);
        return ended("/verifications/" + accepted.get(0).get("id").asString());
    }

    private Api.Answer restore(JsonNode point) {
        return WORLD.api()
                .post(
                        "/restores",
                        "{\"image\": \"%s\", \"point\": \"%s\", \"to\": \"site-b/rbd/%s\"}"
                                .formatted(disk.ref(), point.get("id").asString(), World.unique("restored")));
    }

    private static JsonNode ended(String path) {
        return await(path + " ends")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> WORLD.api().get(path).expect(200),
                        it -> it.get("state").asString().matches("completed|failed"));
    }
}
