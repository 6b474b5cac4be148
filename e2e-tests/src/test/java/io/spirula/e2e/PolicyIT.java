package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PolicyIT {

    private static final long MIB = 1 << 20;

    private final World world = World.get();

    @Test
    void aPolicyIsAppliedChangedPausedResumedAndDeleted() {
        Disk disk = Disk.create(world, "", 4 * MIB).protect("every: 3s", 4);
        await("its schedule makes points")
                .atMost(Duration.ofSeconds(60))
                .until(() -> disk.completePoints().size() >= 3);

        long revision = world.api()
                .get("/policies/" + disk.policy())
                .expect(200)
                .get("revision")
                .asLong();
        JsonNode changed = apply(disk, "every: 2s", 2);
        assertThat(changed.get("revision").asLong()).isGreaterThan(revision);
        await("the new retention holds")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(disk.completePoints()).hasSizeBetween(1, 2));

        world.api().post("/policies/" + disk.policy() + "/pause", "").expect(200);
        disk.awaitIdle();
        int runs = disk.runs().size();
        await("nothing is started while it is paused")
                .during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(disk.runs()).hasSize(runs));

        world.api().post("/policies/" + disk.policy() + "/resume", "").expect(200);
        await("it goes on")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(disk.runs()).hasSizeGreaterThan(runs));

        disk.unprotect();
        assertThat(world.api().get("/policies/" + disk.policy()).status()).isEqualTo(404);
        disk.awaitIdle();
        int ended = disk.runs().size();
        await("nothing is started any more")
                .during(Duration.ofSeconds(6))
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> assertThat(disk.runs()).hasSize(ended));
        assertThat(disk.completePoints()).isNotEmpty();
    }

    @Test
    void aNewImageThatMatchesIsPickedUp() {
        String prefix = World.unique("fleet");
        Disk first = named(prefix + "-a");
        first.createImage(4 * MIB);
        world.api()
                .putYaml("/policies/" + first.policy(), first.manifest(first.policy(), prefix + "-*", "every: 24h", 3))
                .expectSuccess();
        first.awaitIdle();
        Disk second = new Disk(world, "", prefix + "-b", first.policy());
        second.createImage(4 * MIB);
        await("the new image has a point")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(second.runs())
                        .anyMatch(run -> run.get("state").asString().equals("completed")));
        second.assertReplicaEqualsSource(1);
        first.unprotect();
    }

    @Test
    void ourSnapshotsLeaveWithinAMinuteWhenAPolicyNoLongerSelectsTheImage() {
        Disk disk = Disk.create(world, "", 4 * MIB).protect();
        JsonNode point = disk.backup();
        String hash = world.target().sha256(disk.replicaSpec(point));
        assertThat(world.source().snapshots(disk.spec())).isNotEmpty();

        world.api()
                .putYaml(
                        "/policies/" + disk.policy(),
                        disk.manifest(disk.policy(), disk.name() + "-of-another-name", "every: 24h", 40))
                .expectSuccess();

        await("the image is as its owner made it")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(world.source().snapshots(disk.spec())).isEmpty());
        world.source().rbd("rm", "--no-progress", disk.spec());
        assertThat(world.target().sha256(disk.replicaSpec(point))).isEqualTo(hash);
        assertThat(world.api().delete("/policies/" + disk.policy()).status()).isEqualTo(204);
    }

    @Test
    void aSecondPolicyForTheSameImageAndTargetIsRefusedNamingBoth() {
        Disk disk = Disk.create(world, "", 4 * MIB).protect();
        String second = "second-" + disk.policy();
        Api.Answer refused =
                world.api().putYaml("/policies/" + second, disk.manifest(second, disk.name() + "*", "every: 1h", 3));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("detail").asString()).contains(second, disk.policy(), disk.name());
        assertThat(world.api().get("/policies/" + second).status()).isEqualTo(404);
        disk.unprotect();
    }

    @Test
    void aReplicaThatMatchesAPolicyIsNotProtectedAgain() {
        Disk disk = Disk.create(world, "", 4 * MIB).protect();
        disk.backup();
        String policy = "back-" + disk.policy();
        String manifest = disk.manifest(policy, disk.name() + "*", "every: 1h", 3)
                .replace("cluster: site-a\n", "cluster: CLUSTER\n")
                .replace("cluster: site-b", "cluster: site-a")
                .replace("cluster: CLUSTER\n", "cluster: site-b\n");
        world.api().putYaml("/policies/" + policy, manifest).expectSuccess();
        await("the replica is seen, and left alone")
                .during(Duration.ofSeconds(8))
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    assertThat(world.api()
                                    .get("/policies/" + policy)
                                    .expect(200)
                                    .get("images")
                                    .asInt())
                            .isZero();
                    assertThat(world.api()
                                    .get("/images?image=" + Api.query("site-b/rbd/" + disk.name()))
                                    .expect(200))
                            .allMatch(image -> image.get("policies").isEmpty());
                });
        world.api().delete("/policies/" + policy).expect(204);
        disk.unprotect();
    }

    private JsonNode apply(Disk disk, String schedule, int keep) {
        return world.api()
                .putYaml("/policies/" + disk.policy(), disk.manifest(disk.policy(), disk.name(), schedule, keep))
                .expectSuccess();
    }

    private Disk named(String name) {
        return new Disk(world, "", name, "p-" + name);
    }
}
