package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.Daemon;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A cluster does not answer, or lets a service in no more: what needs it says so, all else goes on, and it heals by itself. */
@Tag("nightly")
class CephFaultIT {

    private static final long MIB = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Some time-outs of operations, and the wait until the next try. */
    private static final Duration BOUNDED = Duration.ofMinutes(4);

    private static final String READ_ONLY = "profile rbd-read-only pool=rbd";

    private static final World WORLD = World.get();
    private static final LeakCheck LEAKS = new LeakCheck(WORLD);
    private static final ServiceProcess TRANSFER = WORLD.sandbox().service(ServiceKind.TRANSFER);

    private static Disk disk;
    private static Disk elsewhere;
    private static long seed;

    @BeforeAll
    static void oneDiskGoesToTheOtherSiteAndOneStays() {
        Faults.in(WORLD);
        LocalTarget.in(WORLD);
        disk = Disk.create(WORLD, "", 16 * MIB);
        disk.fill(4 * MIB, ++seed);
        disk.protect();
        elsewhere = LocalTarget.of(Disk.create(WORLD, "", 16 * MIB));
        elsewhere.fill(4 * MIB, ++seed);
        WORLD.api().putYaml("/policies/" + elsewhere.policy(), localManifest()).expectSuccess();
        elsewhere.awaitIdle();
    }

    private static String localManifest() {
        return """
                apiVersion: spirula/v1
                kind: Policy
                metadata: { name: %s, tenant: default }
                spec:
                  source: { cluster: site-a, pools: [rbd], images: ["%s"] }
                  schedule: { every: 24h }
                  targets:
                    %s
                  sourceRetention: { last: 3 }
                """.formatted(elsewhere.policy(), elsewhere.name(), LocalTarget.manifestLine());
    }

    @AfterEach
    void theClusterIsWellAgain() {
        WORLD.target().cluster().monitor().resume();
        WORLD.target().cluster().osd().resume();
        await("no circuit is open")
                .atMost(BOUNDED)
                .untilAsserted(() -> assertThat(circuits()).doesNotContain("OPEN", "PROBING"));
        LEAKS.pass(2, disk, elsewhere);
    }

    @AfterAll
    static void nothingIsLeftOver() {
        LEAKS.passWholly(disk, elsewhere);
        disk.unprotect();
        elsewhere.unprotect();
    }

    @Test
    void anOsdThatStandsStillOpensTheCircuitAndOtherWorkGoesOn() {
        standsStill(WORLD.target().cluster().osd());
    }

    @Test
    void aMonitorThatStandsStillOpensTheCircuitAndOtherWorkGoesOn() {
        standsStill(WORLD.target().cluster().monitor());
    }

    @Test
    void aMonitorThatWasKilledIsNamedAndTheRunIsDoneWhenItIsBack() {
        WORLD.target().cluster().monitor().kill();
        try {
            String run = startBackup();
            await("the reason names the cluster")
                    .atMost(BOUNDED)
                    .untilAsserted(() -> assertThat(waitingFor(run)).contains("site-b"));
            WORLD.target().cluster().start();
            disk.assertPointEqualsSource(disk.awaitCompleted(awaitEnd(run)));
        } finally {
            WORLD.target().cluster().start();
        }
    }

    private static void standsStill(Daemon daemon) {
        JsonNode point = disk.completePoints().get(0);
        daemon.pause();
        String run = startBackup();
        Restoring restoring = Restoring.start(disk, point);

        await("the reason names cluster and cause")
                .atMost(BOUNDED)
                .untilAsserted(() -> assertThat(waitingFor(run)).contains("site-b", "ETIMEDOUT"));
        assertThat(Terminal.of(WORLD).type("status", "-o", "json").out()).contains("site-b", "ETIMEDOUT");
        await("the circuit is open")
                .atMost(BOUNDED)
                .until(() -> new Metric(TRANSFER, "spirula_cluster_guard_open").value("cluster=\"site-b\"") == 1);
        await("health tells it")
                .atMost(BOUNDED)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(
                                Scrape.get(TRANSFER, "/actuator/health").body())
                        .contains("DEGRADED", "OPEN"));
        assertThat(Scrape.get(TRANSFER, "/actuator/health/readiness").statusCode())
                .as("it still takes part")
                .isEqualTo(200);
        assertThat(Scrape.get(TRANSFER, "/actuator/health/liveness").statusCode())
                .as("nobody restarts a service for it")
                .isEqualTo(200);
        await("what was refused meanwhile says why")
                .atMost(BOUNDED)
                .untilAsserted(() -> assertThat(waitingFor(run)).contains("site-b", "left alone", "ETIMEDOUT"));
        workElsewhereGoesOn();
        JsonNode held = await("the restore says what holds it up, or that it failed, and why")
                .atMost(BOUNDED)
                .until(
                        () -> WORLD.api().get("/restores/" + restoring.id()).expect(200),
                        restore ->
                                restore.path("reason").path("text").asString("").contains("site-b"));
        System.out.println("restore while " + daemon.name() + " stands still: " + held.get("reason"));

        daemon.resume();

        disk.assertPointEqualsSource(disk.awaitCompleted(awaitEnd(run)));
        JsonNode ended = await("the restore to end")
                .atMost(BOUNDED)
                .until(
                        () -> WORLD.api().get("/restores/" + restoring.id()).expect(200),
                        restore -> restore.get("state").asString().matches("completed|failed"));
        if (ended.get("state").asString().equals("completed")) {
            restoring.remove();
        }
        Restoring again = Restoring.start(disk, point);
        again.awaitCompleted();
        again.remove();
    }

    private static void workElsewhereGoesOn() {
        elsewhere.fill(2 * MIB, ++seed);
        String run = elsewhere.startBackup();
        JsonNode ended = elsewhere.awaitEnded(run);
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("completed");
        String image = World.unique("restored");
        String restore = WORLD.api()
                .post("/restores", "{\"image\": \"%s\", \"to\": \"site-a/rbd/%s\"}".formatted(elsewhere.ref(), image))
                .expect(202)
                .get("id")
                .asString();
        await("a restore that needs the other cluster alone")
                .atMost(Duration.ofSeconds(90))
                .until(() -> WORLD.api()
                        .get("/restores/" + restore)
                        .expect(200)
                        .get("state")
                        .asString()
                        .equals("completed"));
        assertThat(WORLD.source().sha256("rbd/" + image))
                .isEqualTo(WORLD.source().sha256(elsewhere.spec()));
        WORLD.source().removeRestored("rbd/" + image);
    }

    @Test
    void aWriterWithoutItsCapabilityIsNamedAndGoesOnWhenItHasItBack() {
        String run;
        try (RevokedKey key = RevokedKey.narrow(WORLD, WORLD.target(), "client.spirula-transfer", READ_ONLY)) {
            run = startBackup();
            await("the reason names the user and what it may not do")
                    .atMost(BOUNDED)
                    .untilAsserted(() -> assertThat(waitingFor(run))
                            .as("with less of %s", key)
                            .contains("site-b", "client.spirula-transfer", "capability"));
        }
        disk.assertPointEqualsSource(disk.awaitCompleted(awaitEnd(run)));
    }

    @Test
    void aWriterWhoseKeyWasRevokedIsNamedAndGoesOnWhenItHasItBack() {
        String run;
        try (RevokedKey key = RevokedKey.revoke(WORLD, WORLD.target(), "client.spirula-transfer")) {
            run = startBackup();
            await("the reason names the user")
                    .atMost(BOUNDED)
                    .untilAsserted(() -> assertThat(waitingFor(run))
                            .as("without the key of %s", key)
                            .contains("site-b", "user spirula-transfer", "key"));
        }
        disk.assertPointEqualsSource(disk.awaitCompleted(awaitEnd(run)));
    }

    @Test
    void aSnapshotMakerWithoutItsCapabilityIsNamedAndGoesOnAtOnceWhenItHasItBack() {
        ServiceProcess service = WORLD.sandbox().service(ServiceKind.SNAPSHOT);
        JsonNode ended;
        try (RevokedKey key = RevokedKey.narrow(WORLD, WORLD.source(), "client.spirula-snapshot", READ_ONLY)) {
            System.out.println("less of " + key);
            // an open connection keeps its rights for up to an hour
            service.stop();
            service.start();
            ended = disk.awaitEnded(startBackup());
        }
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("failed");
        assertThat(ended.get("reason").get("text").asString())
                .contains("site-a", "client.spirula-snapshot", "capability");
        disk.assertPointEqualsSource(disk.backup());
    }

    @Test
    void aRestorerWithoutItsCapabilityIsNamedAndTheNextRestoreIsDone() {
        JsonNode point = disk.completePoints().get(0);
        Restoring refused;
        try (RevokedKey key = RevokedKey.narrow(WORLD, WORLD.target(), "client.spirula-restore", READ_ONLY)) {
            System.out.println("less of " + key);
            refused = Restoring.start(disk, point);
            refused.awaitEnded();
        }
        JsonNode ended = refused.awaitEnded();
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("failed");
        assertThat(ended.get("reason").get("text").asString())
                .contains("site-b", "client.spirula-restore", "capability");
        Restoring next = Restoring.start(disk, point);
        next.awaitCompleted();
        next.remove();
    }

    private static String startBackup() {
        disk.fill(2 * MIB, ++seed);
        return disk.startBackup();
    }

    private static String awaitEnd(String run) {
        disk.awaitEnded(run, BOUNDED);
        return run;
    }

    /** Why the run's copy waits. */
    private static String waitingFor(String run) {
        return WORLD.api()
                .get("/runs/" + run)
                .expect(200)
                .get("targets")
                .get(0)
                .path("reason")
                .path("text")
                .asString("");
    }

    private static String circuits() {
        StringBuilder circuits = new StringBuilder();
        for (ServiceKind kind : new ServiceKind[] {ServiceKind.SNAPSHOT, ServiceKind.TRANSFER, ServiceKind.RESTORE}) {
            JsonNode health = JSON.readTree(Scrape.get(WORLD.sandbox().service(kind), "/actuator/health")
                    .body());
            circuits.append(health.get("components")).append(' ');
        }
        return circuits.toString();
    }
}
