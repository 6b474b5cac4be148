package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RestoreIT {

    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final World world = World.get();

    @TempDir
    private Path files;

    @ParameterizedTest(name = "{0} point to {1}, instant: {2}")
    @CsvSource({
        "oldest, site-a, false",
        "newest, site-a, false",
        "oldest, site-b, false",
        "newest, site-b, false",
        "oldest, site-b, true",
        "newest, site-b, true",
    })
    void aPointIsRestoredToANewImageWithTheSameBytes(String which, String cluster, boolean instant) {
        Disk disk = Disk.create(world, "", 16 * MIB);
        write(disk, 1);
        disk.protect();
        write(disk, 2);
        disk.backup();
        write(disk, 3);
        disk.backup();
        JsonNode point = which.equals("oldest")
                ? disk.completePoints().get(disk.completePoints().size() - 1)
                : disk.completePoints().get(0);
        String destination = World.unique("restored");
        JsonNode restore = restore(disk, point, cluster + "/rbd/" + destination, instant);

        assertThat(restore.get("state").asString()).as("%s", restore).isEqualTo("completed");
        Site site = cluster.equals("site-a") ? world.source() : world.target();
        String expected =
                world.source().sha256(disk.spec() + "@" + point.get("snapshot").asString());
        assertThat(site.sha256("rbd/" + destination)).isEqualTo(expected);
        String digest = Disk.copy(point).get("digest").asString();
        assertThat(DocumentedDigest.of(
                        world.source(),
                        disk.spec() + "@" + point.get("snapshot").asString(),
                        files))
                .as("at the source")
                .isEqualTo(digest);
        assertThat(DocumentedDigest.of(world.target(), disk.replicaSpec(point), files))
                .as("of the replica")
                .isEqualTo(digest);
        assertThat(DocumentedDigest.of(site, "rbd/" + destination, files))
                .as("restored")
                .isEqualTo(digest);
        assertThat(site.rbd("image-meta", "list", "rbd/" + destination))
                .as("a restored image does not look like a replica")
                .doesNotContain("spirula.role", "spirula.lineage");
        if (instant) {
            await("it is flattened")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(site.rbd("info", "--format", "json", "rbd/" + destination))
                            .doesNotContain("\"parent\""));
            assertThat(site.sha256("rbd/" + destination)).isEqualTo(expected);
        }
        await("nothing of ours is left on it")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(site.rbd("image-meta", "list", "rbd/" + destination))
                        .doesNotContain("spirula."));
        assertThat(site.images("rbd")).noneMatch(name -> name.contains("spirula-restoring"));
        disk.unprotect();
    }

    @Test
    void restoringOverAnExistingImageIsRefused() {
        Disk disk = Disk.create(world, "", 4 * MIB).protect();
        JsonNode point = disk.backup();
        String taken = World.unique("taken");
        world.target().rbd("create", "--size", "1M", "rbd/" + taken);
        String before = world.target().sha256("rbd/" + taken);
        await("the inventory knows the image")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.api()
                                .get("/images?image=" + Api.query("site-b/rbd/" + taken))
                                .body())
                        .hasSize(1));

        Api.Answer refused = request(disk, point, "site-b/rbd/" + taken, false);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("detail").asString()).contains(taken);
        assertThat(world.target().sha256("rbd/" + taken)).isEqualTo(before);
        disk.unprotect();
    }

    private JsonNode restore(Disk disk, JsonNode point, String destination, boolean instant) {
        String id =
                request(disk, point, destination, instant).expect(202).get("id").asString();
        return await("restore " + id + " to end")
                .atMost(PATIENCE)
                .until(
                        () -> world.api().get("/restores/" + id).expect(200),
                        r -> r.get("state").asString().matches("completed|failed"));
    }

    private Api.Answer request(Disk disk, JsonNode point, String destination, boolean instant) {
        return world.api()
                .post(
                        "/restores",
                        "{\"image\": \"%s\", \"point\": \"%s\", \"to\": \"%s\", \"instant\": %s}"
                                .formatted(disk.ref(), point.get("id").asString(), destination, instant));
    }

    private static void write(Disk disk, long seed) {
        try (RandomWriter writer = disk.startWriter(seed)) {
            await("the writer wrote").atMost(Duration.ofSeconds(60)).until(() -> writer.operations() >= 40);
        }
    }
}
