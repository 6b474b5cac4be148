package io.spirula.e2e;

import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.Daemon;
import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SandboxException;
import io.spirula.sandbox.Signal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL goes down hard while a transaction of each service is open: it counts for nothing, and the work is done. */
@Tag("nightly")
class PostgresFaultIT {

    private static final World WORLD = World.get();
    private static final Duration RECOVERY = Duration.ofMinutes(2);

    private static FaultyWork work;

    private final PostgresSandbox postgres = WORLD.sandbox().postgres();

    @BeforeAll
    static void aDiskThatIsProtected() {
        work = new FaultyWork(WORLD);
    }

    @AfterEach
    void theDatabaseRuns() {
        postgres.start();
    }

    @AfterAll
    static void nothingIsLeftOver() {
        work.end();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "COPY_HEARD_NOT_COMMITTED",
                "SNAPSHOT_RECORDED_NOT_COMMITTED",
                "COPY_RECORDED_NOT_COMMITTED",
                "RESTORE_RECORDED_NOT_COMMITTED"
            })
    void workIsDoneAlthoughTheDatabaseLeavesAtOnceInItsTransaction(Step step) {
        work.at(List.of(step), (stop, pid) -> bringDown(Signal.QUIT, stop));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "BACKUP_PUBLISHED_NOT_MARKED",
                "BACKUP_CONSUMED_NOT_COMMITTED",
                "COPY_CONSUMED_NOT_COMMITTED",
                "RESTORE_GRANT_NOT_COMMITTED"
            })
    void workIsDoneAlthoughTheDatabaseIsKilledInItsTransaction(Step step) {
        work.at(List.of(step), (stop, pid) -> bringDown(Signal.KILL, stop));
    }

    /** Data and work go on without it: a move half done, a restore half written. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"SNAPSHOT_MADE", "HALF_MOVED", "REPLICA_SNAPSHOT_NOT_RECORDED", "RESTORE_HALF_WRITTEN"})
    void workIsDoneAlthoughTheDatabaseIsAwayForLongerThanALease(Step step) {
        work.at(List.of(step), (stop, pid) -> {
            down(Signal.INT);
            stop.release();
            await("more than a lease passes")
                    .pollDelay(Faults.LEASE.multipliedBy(2))
                    .atMost(Faults.LEASE.multipliedBy(4))
                    .until(() -> true);
            up();
        });
    }

    private void bringDown(Signal signal, Faults.Stop stop) {
        down(signal);
        up();
        stop.release();
    }

    private void down(Signal signal) {
        Daemon server = postgres.process();
        server.signal(signal);
        await("PostgreSQL is down").atMost(RECOVERY).until(() -> !server.isAlive());
    }

    private void up() {
        // its children may hold its memory for a moment after it was killed
        await("PostgreSQL recovers")
                .atMost(RECOVERY)
                .ignoreException(SandboxException.class)
                .untilAsserted(postgres::start);
        await("the API answers")
                .atMost(RECOVERY)
                .untilAsserted(() -> WORLD.api().get("/runs?limit=1").expect(200));
    }
}
