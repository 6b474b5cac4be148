package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A restore of a point to a new image on the target's cluster. */
record Restoring(World world, String id, Disk disk, JsonNode point, String image) {

    static Restoring start(Disk disk, JsonNode point) {
        return start(disk, point, false);
    }

    static Restoring start(Disk disk, JsonNode point, boolean instant) {
        String image = World.unique("restored");
        String body = "{\"image\": \"%s\", \"point\": \"%s\", \"to\": \"site-b/rbd/%s\", \"instant\": %s}"
                .formatted(disk.ref(), point.get("id").asString(), image, instant);
        String id =
                disk.world().api().post("/restores", body).expect(202).get("id").asString();
        return new Restoring(disk.world(), id, disk, point, image);
    }

    /** Waits for its end and compares the image with the source's snapshot. */
    void awaitCompleted() {
        awaitSameAs(sourceContent());
    }

    /** Waits for its end and compares the image with what it is to hold. */
    void awaitSameAs(String sha256) {
        JsonNode ended = awaitEnded();
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("completed");
        assertThat(world.target().sha256("rbd/" + image)).isEqualTo(sha256);
    }

    void assertEqualsSource() {
        assertThat(world.target().sha256("rbd/" + image)).isEqualTo(sourceContent());
    }

    private String sourceContent() {
        return world.source().sha256(disk.spec() + "@" + point.get("snapshot").asString());
    }

    JsonNode awaitEnded() {
        return await("restore " + id + " to end")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> world.api().get("/restores/" + id).expect(200),
                        restore -> restore.get("state").asString().matches("completed|failed|cancelled"));
    }

    /** Waits until it is its owner's alone, and removes it. */
    void remove() {
        world.target().removeRestored("rbd/" + image);
    }
}
