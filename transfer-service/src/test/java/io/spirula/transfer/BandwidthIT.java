package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.Topic;
import io.spirula.contracts.event.TransferProgressed;
import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Limits;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.transfer.cluster.ClusterLimits;
import io.spirula.transfer.policy.PolicyStore;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** How fast moves may be, on a real database and clusters in memory that are faster than any limit. */
class BandwidthIT {

    private static final long MIB = 1 << 20;
    private static final int SIZE = 32;
    /** What is given at once: what was saved up, and a piece that goes beyond it. */
    private static final long AT_ONCE = 5 * MIB;

    private static void policy(World world, @Nullable Limits limits) {
        world.policy("gold", List.of(new TargetSpec(World.TARGET, new KeepRule(3))), limits);
    }

    private static SnapshotCreated filled(World world, String name) {
        World.Disk disk = world.disk(name, SIZE * MIB);
        byte[] bytes = new byte[SIZE << 20];
        world.random.nextBytes(bytes);
        disk.onSource(image -> {
            image.write(0, World.direct(bytes));
            return image.size();
        });
        return disk.snapshot();
    }

    private static long done(World world, SnapshotCreated snapshot) {
        return world.progress.stream()
                .map(TransferProgressed.class::cast)
                .filter(progress -> progress.run().equals(snapshot.run()))
                .filter(progress -> progress.phase().equals("move"))
                .mapToLong(TransferProgressed::bytesDone)
                .max()
                .orElse(0);
    }

    private static CompletableFuture<Void> begin(World world, SnapshotCreated snapshot) {
        world.tell(snapshot);
        return CompletableFuture.runAsync(world::workAll);
    }

    private static void assertWhole(World world, SnapshotCreated snapshot) {
        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(copy.bytesMoved()).isEqualTo(SIZE * MIB);
    }

    @Test
    void theLimitOfAPolicyHoldsAndAnotherOneHoldsWithinSecondsForAMoveThatGoesOn() throws Exception {
        try (World world = new World()) {
            policy(world, new Limits(MIB, List.of()));
            SnapshotCreated snapshot = filled(world, "vm-1");
            long start = System.nanoTime();
            CompletableFuture<Void> work = begin(world, snapshot);
            await().atMost(Duration.ofSeconds(30)).until(() -> done(world, snapshot) >= 6 * MIB);
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat((double) done(world, snapshot)).isLessThanOrEqualTo(AT_ONCE + seconds * MIB);
            assertThat(work).isNotDone();

            policy(world, null);

            // at the old rate the rest would take longer
            work.get(20, TimeUnit.SECONDS);
            assertWhole(world, snapshot);
        }
    }

    @Test
    void aWindowHoldsAsSoonAsItsTimeOfDayHasCome() throws Exception {
        try (World world = new World()) {
            LocalTime now = world.clock.instant().atZone(ZoneOffset.UTC).toLocalTime();
            LocalTime later = now.plusMinutes(20).withSecond(0).withNano(0);
            policy(world, new Limits(MIB, List.of(new BandwidthWindow(later, later.plusMinutes(20), "UTC", null))));
            SnapshotCreated snapshot = filled(world, "vm-1");
            CompletableFuture<Void> work = begin(world, snapshot);
            await().atMost(Duration.ofSeconds(30)).until(() -> done(world, snapshot) >= 5 * MIB);
            assertThat(work).isNotDone();

            world.clock.advance(Duration.ofMinutes(21));

            work.get(20, TimeUnit.SECONDS);
            assertWhole(world, snapshot);
        }
    }

    @Test
    void whatIsReadBackCountsForTheClusterThatIsTheTarget() throws Exception {
        ClusterLimits.Rate none = new ClusterLimits.Rate(null, List.of());
        ClusterLimits.Rate slow = new ClusterLimits.Rate(DataSize.ofMegabytes(8), List.of());
        try (World world = new World(Map.of("site-b", new ClusterLimits(null, none, slow)))) {
            SnapshotCreated snapshot = filled(world, "vm-1");
            long start = System.nanoTime();
            begin(world, snapshot).get(60, TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - start) / 1e9;

            assertWhole(world, snapshot);
            // moved and read back, but for what is given at once
            assertThat(seconds).isGreaterThan((2 * SIZE * MIB - AT_ONCE) / (8.0 * MIB));
        }
    }

    @Test
    void allMovesFromAClusterShareWhatItMayGive() throws Exception {
        ClusterLimits.Rate none = new ClusterLimits.Rate(null, List.of());
        ClusterLimits.Rate slow = new ClusterLimits.Rate(DataSize.ofMegabytes(16), List.of());
        // two first copies leave a place to others
        try (World world = new World(
                Map.of("site-a", new ClusterLimits(3, slow, none), "site-b", new ClusterLimits(3, none, none)))) {
            SnapshotCreated one = filled(world, "vm-1");
            SnapshotCreated two = filled(world, "vm-2");
            world.tell(one);
            world.tell(two);
            long start = System.nanoTime();
            List<CompletableFuture<Void>> moves = world.dueRoutes().stream()
                    .map(route -> CompletableFuture.runAsync(
                            () -> world.work("transfer", route), task -> new Thread(task, route).start()))
                    .toList();
            await().atMost(Duration.ofSeconds(30)).until(() -> done(world, one) > 0 && done(world, two) > 0);
            for (CompletableFuture<Void> move : moves) {
                move.get(60, TimeUnit.SECONDS);
            }
            double seconds = (System.nanoTime() - start) / 1e9;

            assertWhole(world, one);
            assertWhole(world, two);
            assertThat(seconds).isGreaterThan((2 * SIZE * MIB - AT_ONCE) / (16.0 * MIB));
        }
    }

    @Test
    void whatAPolicyLimitsIsKeptUntilItSaysSomethingElse() {
        try (World world = new World()) {
            PolicyStore policies = world.bean(PolicyStore.class);
            Limits limits = new Limits(
                    5 * MIB,
                    List.of(new BandwidthWindow(LocalTime.of(22, 0), LocalTime.of(6, 0), "Europe/Berlin", null)));
            assertThat(policies.limits("gold")).contains(Limits.NONE);

            policy(world, limits);
            assertThat(policies.limits("gold")).contains(limits);

            world.replay.fromBeginning(Set.of(Topic.POLICY));
            assertThat(policies.limits("gold"))
                    .as("what holds is not known now")
                    .isEmpty();
        }
    }
}
