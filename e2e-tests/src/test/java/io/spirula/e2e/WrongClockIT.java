package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock of one of two instances of every service is set forward and back by an hour. */
@Tag("nightly")
class WrongClockIT {

    private static final World WORLD = World.get();
    /** Further ahead than a broker lets a record be. */
    private static final Duration AHEAD = Duration.ofMinutes(65);

    private static final Duration BEHIND = Duration.ofMinutes(-65);
    private static final Duration INTERVAL = Duration.ofSeconds(20);

    private static WrongClock clock;
    private static Twins twins;
    private static FaultyWork work;

    private final ServiceFaults time = new ServiceFaults(WORLD);
    private final Tables tables = new Tables(WORLD.sandbox().postgres());

    @BeforeAll
    static void twoOfEach() {
        clock = WrongClock.in(WORLD);
        twins = Twins.in(WORLD, clock::give);
        work = new FaultyWork(twins.world());
    }

    @AfterEach
    void allRunAndAgree() {
        clock.set(Duration.ZERO);
        twins.startAll();
    }

    @AfterAll
    static void nothingIsLeftOver() {
        work.end();
        twins.close();
    }

    @Test
    void runsStartAtTheirTimesWhateverTheClockOfOneInstanceSays() {
        Disk disk = Disk.create(twins.world(), "", 8 << 20).protect("every: " + INTERVAL.toSeconds() + "s", 500);
        assertRegular(disk, Duration.ZERO);
        assertRegular(disk, AHEAD);
        assertRegular(disk, BEHIND);
        assertRegular(disk, Duration.ZERO);
        disk.apply("every: 24h", 500);
        disk.awaitIdle();
        work.leaks().pass(3, disk);
        new OnceCheck(twins.world()).pass(disk);
        disk.unprotect();
    }

    /** No storm, and no gap: not more runs than intervals, and none of these without one, busy or not. */
    private void assertRegular(Disk disk, Duration ahead) {
        Instant from = now();
        set(ahead);
        time.awaitPassed(INTERVAL.multipliedBy(4));
        Instant until = now();
        List<Instant> starts = disk.runs().stream()
                .map(run -> Instant.parse(run.get("startedAt").asString()))
                .filter(start -> !start.isBefore(from) && start.isBefore(until))
                .sorted()
                .toList();
        System.out.println("clock " + ahead + ", runs from " + from + " to " + until + ": " + starts);
        long intervals = Duration.between(from, until).dividedBy(INTERVAL);
        assertThat(starts.size()).isBetween((int) intervals / 2, (int) intervals + 1);
        Instant last = from;
        for (Instant start : starts) {
            assertThat(Duration.between(last, start)).isLessThan(INTERVAL.multipliedBy(3));
            last = start;
        }
        assertThat(Duration.between(last, until)).isLessThan(INTERVAL.multipliedBy(3));
    }

    /** The one whose clock is wrong works, or the other. */
    @ParameterizedTest(name = "{0}, by the one with the wrong clock: {1}")
    @CsvSource({
        "SNAPSHOT_INTENDED, true",
        "SNAPSHOT_INTENDED, false",
        "HALF_MOVED, true",
        "HALF_MOVED, false",
        "RESTORE_HALF_WRITTEN, true",
        "RESTORE_HALF_WRITTEN, false"
    })
    void liveWorkStaysWithItsInstanceWhenTheClockOfOneIsSet(Step step, boolean byTheWrong) {
        ServiceKind kind = step.service();
        ServiceProcess idle = byTheWrong ? twins.first(kind) : twins.second(kind);
        idle.stop();
        work.at(List.of(step), (stop, pid) -> {
            idle.start();
            String lease = lease(kind, pid);
            for (Duration wrong : List.of(AHEAD, BEHIND, Duration.ZERO)) {
                set(wrong);
                time.awaitPassed(Faults.LEASE.multipliedBy(2));
                assertThat(lease(kind, pid))
                        .as("after the clock was set by %s", wrong)
                        .isEqualTo(lease);
            }
            set(AHEAD);
            stop.release();
        });
        assertThat(idle.isRunning()).isTrue();
    }

    @Test
    void anInstanceWhoseClockRanAheadAndIsPutRightConnectsToKafkaAgainAndWorksAlone() {
        set(AHEAD);
        work.write();
        work.disk().backup();
        set(Duration.ZERO);
        WORLD.sandbox().kafka().process().kill();
        WORLD.sandbox().kafka().start();
        for (ServiceKind kind : ServiceKind.values()) {
            twins.first(kind).stop();
        }
        work.write();
        work.disk().backup();
        work.leaks().pass(2, work.disk());
    }

    /** Returns when the second instances that run say themselves that it is so late. */
    private void set(Duration ahead) {
        clock.set(ahead);
        for (ServiceKind kind : ServiceKind.values()) {
            ServiceProcess wrong = twins.second(kind);
            if (wrong.isRunning()) {
                await("the clock of " + wrong.name() + " to be set by " + ahead)
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(Duration.between(now(), WrongClock.of(wrong)))
                                .isCloseTo(ahead, Duration.ofSeconds(30)));
            }
        }
    }

    private String lease(ServiceKind kind, long pid) {
        List<String> held = tables.rows("SELECT queue, instance, attempt FROM " + kind.schema()
                + ".work_lease WHERE expires_at > now() AND holder LIKE '" + pid + "@%'");
        assertThat(held).as("what process %d works on", pid).hasSize(1);
        return held.get(0);
    }

    private Instant now() {
        return Instant.parse(
                tables.rows("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
                        .get(0));
    }
}
