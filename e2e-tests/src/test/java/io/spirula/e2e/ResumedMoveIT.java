package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** transfer-service is killed in the middle of large moves: another process goes on where it was. */
class ResumedMoveIT {

    private static final long MIB = 1 << 20;
    private static final long SIZE = 384 * MIB;
    private static final Map<String, String> OFTEN = Map.of("spirula.transfer.move.checkpoint", "100ms");

    private final World world = World.get();
    private final Tables tables = new Tables(world.sandbox().postgres());
    private final LeakCheck leaks = new LeakCheck(world);
    private final ServiceProcess transfer = world.sandbox().service(ServiceKind.TRANSFER);

    @BeforeEach
    void checkpointsAreFrequent() {
        transfer.stop();
        transfer.start(OFTEN);
    }

    @AfterEach
    void oneInstanceRunsAsBefore() {
        transfer.stop();
        transfer.start();
    }

    @Test
    void aFirstCopyAndAnIncrementThatWereKilledGoOnAfterTheRestart() {
        Disk disk = Disk.create(world, "", SIZE);
        disk.protect();
        for (int point = 1; point <= 2; point++) {
            disk.fill(SIZE, point);
            String run = disk.startBackup();
            long kept = killInTheMiddle();
            transfer.start(OFTEN);
            assertResumed(disk, run, kept);
        }
        leaks.pass(0, disk);
        disk.unprotect();
    }

    @Test
    void anotherInstanceGoesOnWithAMoveThatWasKilled() {
        Disk disk = Disk.create(world, "", SIZE);
        disk.protect();
        disk.fill(SIZE, 3);
        String run = disk.startBackup();
        long kept = killInTheMiddle();
        ServiceProcess other = world.sandbox().anotherInstance(ServiceKind.TRANSFER, World.unique("transfer"));
        try {
            other.start(OFTEN);
            assertResumed(disk, run, kept);
        } finally {
            other.stop();
        }
        transfer.start(OFTEN);
        leaks.pass(0, disk);
        disk.unprotect();
    }

    /** Bytes of data that the checkpoint has. */
    private long killInTheMiddle() {
        await("a checkpoint of half of it")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> written() > SIZE / 5);
        transfer.process().kill();
        long kept = written();
        System.out.println("bytes kept by the checkpoint when the writer was killed: " + kept);
        return kept;
    }

    private long written() {
        List<String> rows = tables.rows("SELECT written FROM transfer.move_checkpoint");
        return rows.isEmpty() ? 0 : Long.parseLong(rows.get(0).strip());
    }

    private void assertResumed(Disk disk, String run, long kept) {
        JsonNode point = disk.awaitCompleted(run);
        disk.assertPointEqualsSource(point);
        List<String> reasons = Told.all(world, "spirula.copy").stream()
                .map(told -> told.body().path("copy"))
                .filter(copy -> copy.path("run").asString("").equals(run))
                .map(copy -> copy.path("reason"))
                .filter(JsonNode::isObject)
                .map(reason ->
                        reason.get("code").asString() + " " + reason.get("text").asString())
                .toList();
        assertThat(reasons)
                .anySatisfy(reason ->
                        assertThat(reason).startsWith("MOVE_RESUMED").contains(kept + " bytes of data were written"));
        assertThat(reasons).noneMatch(reason -> reason.startsWith("REPLICA_ROLLED_BACK"));
        assertThat(Disk.copy(point).get("bytes").asLong())
                .as("both attempts together moved each byte once")
                .isEqualTo(world.target().nonZeroBytes(disk.replicaSpec(point), 4096));
    }
}
