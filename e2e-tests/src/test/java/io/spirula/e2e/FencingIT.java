package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.Daemon;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** transfer-service is killed, or stopped and woken up again, in the middle of a move. */
class FencingIT {

    private static final long MIB = 1 << 20;
    private static final long SIZE = 256 * MIB;
    private static final String WRITES = "spirula_transfer_writes_in_flight";
    private static final Duration TAKEOVER = Duration.ofSeconds(120);

    private final World world = World.get();
    private final LeakCheck leaks = new LeakCheck(world);
    private final ServiceProcess transfer = world.sandbox().service(ServiceKind.TRANSFER);

    @AfterEach
    void oneInstanceRunsAgain() {
        transfer.start();
    }

    @Test
    void aMoveKilledInItsMiddleIsCompletedAfterTheRestartAndLeavesNothingOver() {
        Disk disk = Disk.create(world, "", SIZE);
        disk.protect();
        disk.fill(SIZE, 1);
        String run = disk.startBackup();
        awaitMoving(disk, run);
        transfer.process().kill();
        transfer.start();

        JsonNode point = disk.awaitCompleted(run);
        disk.assertPointEqualsSource(point);
        String replica = disk.replicaSpec(point);
        String image = replica.substring(0, replica.indexOf('@'));
        await("nobody holds the replica's lock")
                .atMost(TAKEOVER)
                .untilAsserted(() ->
                        assertThat(world.target().rbd("lock", "ls", image)).isBlank());
        assertThat(world.target().images("rbd"))
                .filteredOn(name -> name.startsWith(disk.name()))
                .as("no unfinished generation is left")
                .containsExactly(disk.name());
        disk.assertReplicaEqualsSource(2);
        leaks.pass(0, disk);
        disk.unprotect();
    }

    @Test
    void aStoppedWriterWithWritesInFlightThatWakesUpAfterTwoRunsOfAnotherHarmsNothing() {
        Disk disk = Disk.create(world, "", SIZE);
        disk.protect();
        disk.fill(SIZE, 2);
        ServiceProcess other = world.sandbox().anotherInstance(ServiceKind.TRANSFER, World.unique("transfer"));
        String run = disk.startBackup();
        pauseWithWritesInFlight(32);
        try {
            other.start();
            disk.assertPointEqualsSource(disk.awaitCompleted(run));
            assertThat(new Metric(other, "spirula_transfer_fenced_total").value())
                    .as("writers that the other instance shut out")
                    .isPositive();
            disk.fill(SIZE, 3);
            disk.backup();
            disk.fill(16 * MIB, 4);
            disk.backup();
            Map<String, String> before = hashes(disk);

            transfer.process().resume();
            await("what was in flight has ended, and time passed")
                    .during(Duration.ofSeconds(10))
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> new Metric(transfer, WRITES).value() == 0);

            assertThat(hashes(disk)).isEqualTo(before);
            disk.assertReplicaEqualsSource(4);
            disk.fill(8 * MIB, 5);
            disk.assertPointEqualsSource(disk.backup());
        } finally {
            transfer.process().resume();
            other.stop();
        }
        leaks.pass(0, disk);
        disk.unprotect();
    }

    /** The target's OSD stands still first, so that what is handed to it stays in flight. */
    private void pauseWithWritesInFlight(int least) {
        Metric writes = new Metric(transfer, WRITES);
        Daemon osd = world.target().cluster().osd();
        await("%d writes in flight".formatted(least))
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> writes.value() >= least && pausedWithWritesInFlight(osd, writes, least));
    }

    private boolean pausedWithWritesInFlight(Daemon osd, Metric writes, int least) {
        osd.pause();
        try {
            double inFlight = writes.value();
            if (inFlight < least) {
                return false;
            }
            transfer.process().pause();
            System.out.println("writes in flight when the writer is stopped: " + (long) inFlight);
            return true;
        } finally {
            osd.resume();
        }
    }

    private static void awaitMoving(Disk disk, String run) {
        await("bytes are moving")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    JsonNode progress =
                            disk.world().api().get("/runs/" + run).expect(200).get("progress");
                    return progress != null
                            && progress.path("phase").asString("").equals("move")
                            && progress.get("bytesDone").asLong() > 16 * MIB;
                });
    }

    private static Map<String, String> hashes(Disk disk) {
        Map<String, String> hashes = new HashMap<>();
        for (JsonNode point : disk.completePoints()) {
            String spec = disk.replicaSpec(point);
            hashes.put(spec, disk.world().target().sha256(spec));
        }
        return hashes;
    }
}
