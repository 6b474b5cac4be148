package io.spirula.e2e;

import static io.spirula.e2e.Step.HALF_MOVED;
import static io.spirula.e2e.Step.MOVED_NOT_COMMITTED;
import static io.spirula.e2e.Step.RESTORE_HALF_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.ServiceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Kafka is away or dies: what was asked for meanwhile is accepted, and all of it is done once Kafka is back. */
@Tag("nightly")
class KafkaFaultIT {

    private static final long MIB = 1 << 20;
    private static final Duration OUTAGE = Duration.ofSeconds(30);

    private final World world = World.get();
    private final KafkaSandboxBroker kafka = world.sandbox().kafka();
    private final ServiceFaults time = new ServiceFaults(world);
    private final FaultyWork work = new FaultyWork(world);
    private final List<Disk> others = new ArrayList<>();

    /** What takes Kafka away, and what brings it back. */
    private record Outage(Runnable begin, Runnable end) {}

    @AfterEach
    void nothingIsLeftOver() {
        kafka.start();
        kafka.process().resume();
        others.forEach(Disk::unprotect);
        work.end();
    }

    @Test
    void whatIsAskedForWhileKafkaIsStoppedIsDone() {
        askDuring(new Outage(kafka::stop, kafka::start));
    }

    /** Connections stay open, and nothing answers. */
    @Test
    void whatIsAskedForWhileKafkaStandsStillIsDone() {
        askDuring(
                new Outage(() -> kafka.process().pause(), () -> kafka.process().resume()));
    }

    @Test
    void aBackupAndARestoreAreDoneAlthoughKafkaIsKilledInTheirMiddle() {
        work.at(List.of(HALF_MOVED), this::killKafka);
        work.at(List.of(RESTORE_HALF_WRITTEN), this::killKafka);
    }

    private void killKafka(Faults.Stop stop, long pid) {
        kafka.process().kill();
        kafka.start();
        stop.release();
    }

    /** A backup and a restore are in their middle, others are asked for, and all end. */
    private void askDuring(Outage outage) {
        Disk disk = work.disk();
        work.write();
        JsonNode point = disk.backup();
        List<Disk> idle = List.of(anotherDisk(), anotherDisk(), anotherDisk());
        List<String> runs = new ArrayList<>();
        List<Restoring> restorings = new ArrayList<>();
        work.write();
        try (Faults.Stop moving = work.faults().arm(MOVED_NOT_COMMITTED);
                Faults.Stop restoring = work.faults().arm(RESTORE_HALF_WRITTEN)) {
            restorings.add(Restoring.start(disk, point));
            restoring.awaitReached();
            runs.add(disk.startBackup());
            moving.awaitReached();
            outage.begin().run();
            try {
                moving.release();
                restoring.release();
                idle.forEach(one -> runs.add(one.startBackup()));
                restorings.add(Restoring.start(disk, point));
                time.awaitPassed(OUTAGE);
                assertThat(world.api()
                                .get("/runs/" + runs.get(1))
                                .expect(200)
                                .get("state")
                                .asString())
                        .as("a run that nobody can hear of")
                        .isEqualTo("running");
                for (ServiceKind kind : ServiceKind.values()) {
                    assertThat(world.sandbox().service(kind).isReady())
                            .as("%s is ready without Kafka", kind)
                            .isTrue();
                    assertThat(Scrape.get(world.sandbox().service(kind), "/actuator/health/liveness")
                                    .statusCode())
                            .as("nobody restarts %s for want of Kafka", kind)
                            .isEqualTo(200);
                }
            } finally {
                outage.end().run();
            }
        }
        List<Disk> disks = new ArrayList<>(List.of(disk));
        disks.addAll(idle);
        for (int i = 0; i < runs.size(); i++) {
            disks.get(i).awaitCompleted(runs.get(i));
        }
        restorings.forEach(Restoring::awaitCompleted);
        restorings.forEach(Restoring::remove);
        work.leaks().pass(2, disks.toArray(Disk[]::new));
    }

    private Disk anotherDisk() {
        Disk disk = Disk.create(world, "", 8 * MIB).protect();
        disk.fill(2 * MIB, others.size());
        others.add(disk);
        return disk;
    }
}
