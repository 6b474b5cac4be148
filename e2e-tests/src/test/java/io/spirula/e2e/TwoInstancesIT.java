package io.spirula.e2e;

import static io.spirula.e2e.Step.BACKUP_ACCEPTED_NOT_PUBLISHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Two instances of every service: whichever is killed or falls asleep, the other does its work, and nothing is done twice. */
@Tag("nightly")
class TwoInstancesIT {

    private static final World WORLD = World.get();
    private static final long MIB = 1 << 20;
    private static final int KILLS = Integer.getInteger("spirula.kills", 16);
    /** A lease that was found taken is asked for again after a second; the rest is a busy machine. */
    private static final Duration TAKEOVER = Faults.LEASE.plusSeconds(3);

    private static Twins twins;
    private static FaultyWork work;

    private final Tables tables = new Tables(WORLD.sandbox().postgres());

    @BeforeAll
    static void twoOfEach() {
        twins = Twins.in(WORLD);
        work = new FaultyWork(twins.world());
    }

    @AfterEach
    void allRun() {
        twins.startAll();
    }

    @AfterAll
    static void nothingIsLeftOver() {
        twins.startAll();
        work.end();
        twins.close();
    }

    @Test
    void whicheverIsKilledAtRandomTimesEachRunIsDoneOnceByOneWriter() {
        long seed = Long.getLong("spirula.seed", System.nanoTime());
        System.out.println("seed " + seed + ", " + KILLS + " kills");
        Random random = new Random(seed);
        AtomicBoolean enough = new AtomicBoolean();
        List<BusyDisk> busy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            busy.add(BusyDisk.start(Disk.create(twins.world(), "", 16 * MIB).protect("every: 24h", 5), i, enough));
        }
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                ServiceKind kind = ServiceKind.values()[random.nextInt(ServiceKind.values().length)];
                ServiceProcess victim = random.nextBoolean() ? twins.first(kind) : twins.second(kind);
                Duration later = Duration.ofMillis(random.nextInt(5_000));
                await("the next kill")
                        .pollDelay(later)
                        .atMost(later.plusSeconds(10))
                        .until(() -> true);
                System.out.println("kill " + kill + ": " + victim.name() + " after " + later.toMillis() + " ms");
                victim.process().kill();
                victim.start();
            }
        } finally {
            enough.set(true);
        }
        busy.forEach(BusyDisk::join);
        Disk[] disks = busy.stream().map(BusyDisk::disk).toArray(Disk[]::new);
        work.leaks().passWholly(disks);
        OnceCheck once = new OnceCheck(twins.world());
        busy.forEach(one -> once.pass(one.disk(), one.asked(), one.restored()));
        busy.forEach(one -> one.disk().unprotect());
    }

    /** How long it takes is printed. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"SNAPSHOT_INTENDED", "HALF_MOVED", "RESTORE_HALF_WRITTEN"})
    void workOfAKilledInstanceIsTakenOverWithinItsLease(Step step) {
        String schema = step.service().schema();
        work.at(List.of(step), (stop, pid) -> {
            List<String> held = tables.rows("SELECT queue, instance, attempt FROM " + schema
                    + ".work_lease WHERE expires_at > now() AND holder LIKE '" + pid + "@%'");
            assertThat(held).as("what process %d works on", pid).hasSize(1);
            String[] lease = held.get(0).split(" ");
            String taken = "SELECT holder FROM %s.work_lease WHERE queue = '%s' AND instance = '%s' AND attempt > %s"
                    .formatted(schema, lease[0], lease[1], lease[2]);
            ServiceProcess victim = twins.of(pid);
            victim.process().kill();
            long killed = System.nanoTime();
            await("%s is taken over".formatted(held))
                    .atMost(TAKEOVER)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !tables.rows(taken).isEmpty());
            tell("work of " + victim.name() + " at " + step, killed);
            victim.start();
        });
    }

    @Test
    void theOutboxOfAKilledInstanceIsTakenOver() {
        work.at(List.of(BACKUP_ACCEPTED_NOT_PUBLISHED), (stop, pid) -> {
            ServiceProcess victim = twins.of(pid);
            victim.process().kill();
            long killed = System.nanoTime();
            await("the outbox is published by the other")
                    .atMost(TAKEOVER.multipliedBy(2))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> tables.rows("SELECT id FROM scheduler.outbox WHERE published_at IS NULL")
                            .isEmpty());
            tell("the outbox of " + victim.name(), killed);
            victim.start();
        });
    }

    /** It sleeps until its work and another run are done by the other, and then goes on where it was. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "BACKUP_ACCEPTED_NOT_PUBLISHED",
                "COPY_HEARD_NOT_COMMITTED",
                "SNAPSHOT_INTENDED",
                "SNAPSHOT_MADE",
                "HALF_MOVED",
                "POINT_DESCRIBED_NO_SNAPSHOT",
                "REPLICA_SNAPSHOT_NOT_RECORDED",
                "RESTORE_INTENDED",
                "RESTORE_HALF_WRITTEN",
                "RESTORE_PROVEN_NOT_NAMED",
                "RESTORE_NAMED_NOT_RECORDED"
            })
    void anInstanceThatWakesUpAfterTheOtherDidItsWorkChangesNothing(Step step) {
        Disk disk = work.disk();
        work.write();
        JsonNode point = disk.backup();
        work.write();
        boolean restores = step.service() == ServiceKind.RESTORE;
        try (Faults.Stop stop = work.faults().arm(step)) {
            Restoring restoring = restores ? Restoring.start(disk, point) : null;
            String run = restores ? "" : disk.startBackup();
            ServiceProcess sleeper = twins.of(stop.awaitReached());
            sleeper.process().pause();
            try {
                if (restoring == null) {
                    disk.awaitCompleted(run);
                } else {
                    restoring.awaitCompleted();
                }
                work.write();
                disk.backup();
            } finally {
                stop.release();
                sleeper.process().resume();
            }
            Metric turns = new Metric(sleeper, "spirula_work_running");
            await("%s has seen that it is overtaken".formatted(sleeper.name()))
                    .atMost(Duration.ofSeconds(60))
                    .during(Duration.ofSeconds(3))
                    .ignoreExceptions()
                    .until(() -> turns.value() == 0);
            if (restoring != null) {
                restoring.assertEqualsSource();
                restoring.remove();
            }
        }
        work.leaks().pass(4, disk);
        new OnceCheck(twins.world()).pass(disk);
    }

    private static void tell(String what, long since) {
        System.out.printf(
                "%s was taken over after %d ms%n",
                what, Duration.ofNanos(System.nanoTime() - since).toMillis());
    }
}
