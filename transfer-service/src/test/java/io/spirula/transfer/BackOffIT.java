package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.rbd.HealthCheck;
import io.spirula.transfer.backoff.BackOff;
import io.spirula.transfer.backoff.BackOffProperties;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Moves of clusters that have enough to do with themselves, on a real database. */
class BackOffIT {

    private static final long MIB = 1 << 20;
    private static final HealthCheck NEARLY_FULL = new HealthCheck("OSD_NEARFULL", false, "1 nearfull osd(s)");
    private static final Map<String, Long> WELL = Map.of("active+clean", 64L);
    private static final Map<String, Long> DEGRADED = Map.of("active+clean", 32L, "active+undersized+degraded", 32L);

    private static SnapshotCreated asked(World world, Duration deadline) {
        World.Disk disk = world.disk("vm-1", 4 * MIB);
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot("gold", deadline);
        world.tell(snapshot);
        return snapshot;
    }

    private static Copy afterWork(World world, SnapshotCreated snapshot) {
        world.workAll();
        return world.copy(snapshot);
    }

    private static void assertWaits(Copy copy, String code) {
        assertThat(copy.state()).isEqualTo(CopyState.PENDING);
        assertThat(copy.reason()).isNotNull();
        assertThat(copy.reason().code()).isEqualTo(code);
    }

    @Test
    void aCopyWaitsForItsTargetAndSaysWhyUntilThatIsWell() {
        try (World world = new World()) {
            world.ceph.complain("site-b", NEARLY_FULL);
            SnapshotCreated snapshot = asked(world, Duration.ofHours(1));
            Copy waits = afterWork(world, snapshot);
            assertWaits(waits, "CLUSTER_NEAR_FULL");
            assertThat(waits.reason().text()).contains("site-b");

            world.clock.advance(BackOff.AGAIN);
            Copy still = afterWork(world, snapshot);
            assertThat(still.version()).as("nothing new is told").isEqualTo(waits.version());

            world.ceph.complain("site-b");
            world.clock.advance(BackOff.AGAIN);
            assertThat(afterWork(world, snapshot).state()).isEqualTo(CopyState.COMPLETE);
        }
    }

    @Test
    void itWaitsForASourceThatRecovers() {
        try (World world = new World()) {
            world.ceph.placementGroups("site-a", DEGRADED);
            SnapshotCreated snapshot = asked(world, Duration.ofHours(1));
            assertWaits(afterWork(world, snapshot), "CLUSTER_RECOVERING");

            world.ceph.placementGroups("site-a", WELL);
            world.clock.advance(BackOff.AGAIN);
            assertThat(afterWork(world, snapshot).state()).isEqualTo(CopyState.COMPLETE);
        }
    }

    @Test
    void aSourceThatIsNearlyFullIsReadAllTheSame() {
        try (World world = new World()) {
            world.ceph.complain("site-a", NEARLY_FULL);

            assertThat(afterWork(world, asked(world, Duration.ofHours(1))).state())
                    .isEqualTo(CopyState.COMPLETE);
        }
    }

    @Test
    void itWaitsNoLongerThanItsPatience() {
        try (World world = new World()) {
            world.ceph.placementGroups("site-b", DEGRADED);
            SnapshotCreated snapshot = asked(world, Duration.ofHours(1));
            Instant begin = world.clock.instant();
            while (afterWork(world, snapshot).state() == CopyState.PENDING) {
                world.clock.advance(BackOff.AGAIN);
            }
            assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
            assertThat(Duration.between(begin, world.clock.instant()))
                    .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
        }
    }

    @Test
    void halfOfTheTimeUntilItsDeadlineIsLeftForTheMove() {
        try (World world = new World()) {
            world.ceph.placementGroups("site-b", DEGRADED);
            SnapshotCreated snapshot = asked(world, Duration.ofMinutes(2));
            assertWaits(afterWork(world, snapshot), "CLUSTER_RECOVERING");

            world.clock.advance(Duration.ofSeconds(61));
            assertThat(afterWork(world, snapshot).state()).isEqualTo(CopyState.COMPLETE);
        }
    }

    /** Its target begins to recover when its move has begun; returns when the move says that it rests. */
    private static CompletableFuture<Void> resting(World world, SnapshotCreated snapshot) {
        world.ambush.once(Moment.WRITER_RECORDED, () -> see(world, DEGRADED));
        CompletableFuture<Void> work = CompletableFuture.runAsync(world::workAll);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> world.copy(snapshot).state() == CopyState.TRANSFERRING
                        && world.copy(snapshot).reason() != null);
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("CLUSTER_RECOVERING");
        await("it is held back")
                .during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> !work.isDone());
        return work;
    }

    private static void see(World world, Map<String, Long> placementGroups) {
        world.ceph.placementGroups("site-b", placementGroups);
        world.clock.advance(BackOff.AGAIN);
        world.bean(BackOff.class).watchMoves();
    }

    @Test
    void aMoveThatHasBegunRestsWhileItsTargetRecoversAndGoesOnThen() {
        try (World world = new World()) {
            SnapshotCreated snapshot = asked(world, Duration.ofHours(1));
            CompletableFuture<Void> work = resting(world, snapshot);
            assertThat(world.copy(snapshot).bytesMoved()).isNull();

            see(world, WELL);

            work.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        }
    }

    @Test
    void aMoveThatHasBegunRestsNoLongerThanItsPatience() {
        try (World world = new World()) {
            SnapshotCreated snapshot = asked(world, Duration.ofHours(1));
            CompletableFuture<Void> work = resting(world, snapshot);

            world.clock.advance(Duration.ofMinutes(5));

            work.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        }
    }

    @Test
    void aClusterThatDoesNotSayHowItIsIsNotWaitedFor() {
        try (World world = new World()) {
            world.ceph.placementGroups("site-b", Map.of());

            assertThat(afterWork(world, asked(world, Duration.ofHours(1))).state())
                    .isEqualTo(CopyState.COMPLETE);
        }
    }

    @Test
    void ofAClusterThatIsAwayTheMoveItselfTells() {
        try (World world = new World()) {
            world.ceph.fail("site-b", 110);

            Copy copy = afterWork(world, asked(world, Duration.ofHours(1)));

            assertThat(copy.reason()).isNotNull();
            assertThat(copy.reason().code())
                    .doesNotStartWith("CLUSTER_RECOVERING")
                    .isNotEqualTo("CLUSTER_NEAR_FULL");
        }
    }

    @Test
    void turnedOffNothingIsWaitedFor() {
        var off = new BackOffProperties(false, Duration.ofMinutes(5), 10, 50, true);
        try (World world = new World(Map.of(), off)) {
            world.ceph.placementGroups("site-b", DEGRADED);
            world.ceph.complain("site-b", NEARLY_FULL);

            assertThat(afterWork(world, asked(world, Duration.ofHours(1))).state())
                    .isEqualTo(CopyState.COMPLETE);
        }
    }
}
