package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More is due than can be done: what can be done is shared out, and nothing grows with it. */
@Tag("nightly")
class ManyImagesIT {

    private static final int IMAGES = 50;
    private static final int RUNS = Integer.getInteger("spirula.e2e.runs", 300);
    private static final int MOVES = 2;
    private static final long SEED = Long.getLong("spirula.e2e.seed", System.nanoTime());

    private final World world = World.get();
    private long mostMoves;
    private long mostCopies;
    private long told;

    @Test
    void manyImagesAndOneOfAnotherPolicyShareTheMovesFairlyAndInBoundedMemory() {
        LeakCheck leaks = new LeakCheck(world);
        Faults.in(world);
        System.out.println("many images, seed " + SEED);
        Random random = new Random(SEED);
        Fleet fleet = Fleet.create(world, IMAGES, SEED);
        Fleet single = Fleet.create(world, 1, SEED);
        long began = System.nanoTime();
        fleet.protect("every: 10s", 2);
        single.protect("every: 10s", 2);

        List<MemorySamples> memory = Arrays.stream(ServiceKind.values())
                .map(kind -> new MemorySamples(world, kind))
                .toList();
        await(RUNS + " runs")
                .atMost(Duration.ofMinutes(5).plusSeconds(5L * RUNS))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    memory.forEach(MemorySamples::take);
                    mostMoves = Math.max(mostMoves, movesNow());
                    mostCopies = Math.max(mostCopies, copiesNow());
                    fleet.writeToOneOf(random);
                    long completed = fleet.completed();
                    if (completed >= told + RUNS / 10) {
                        told = completed;
                        tell(began, fleet, single, memory);
                    }
                    return completed >= RUNS;
                });
        fleet.pause();
        single.pause();

        tell(began, fleet, single, memory);
        assertThat(fleet.failed() + single.failed()).as("runs that failed").isZero();
        assertThat(mostMoves).isBetween(1L, (long) MOVES);
        assertThat(mostCopies).as("copies under way at once, by their records").isBetween(1L, (long) MOVES);
        assertFair(fleet, single);
        assertBounded(memory);

        List<Disk> disks = new ArrayList<>(fleet.disks());
        disks.addAll(single.disks());
        leaks.pass(1, disks.toArray(Disk[]::new));
        fleet.remove();
        single.remove();
    }

    private void tell(long began, Fleet fleet, Fleet single, List<MemorySamples> memory) {
        System.out.println("after " + Duration.ofNanos(System.nanoTime() - began) + ": at most " + mostMoves
                + " moves seen at once\n" + fleet + "\n" + single);
        memory.forEach(System.out::println);
    }

    /** By the numbers of the service itself. */
    private long movesNow() {
        ServiceProcess transfer = world.sandbox().service(ServiceKind.TRANSFER);
        return (long) Math.max(
                new Metric(transfer, "spirula_transfer_moves").value("cluster=\"site-a\""),
                new Metric(transfer, "spirula_transfer_moves").value("cluster=\"site-b\""));
    }

    /** What is tried again waits in between, and counts as under way. */
    private long copiesNow() {
        return Long.parseLong(new Tables(world.sandbox().postgres())
                .rows("SELECT count(*) FROM transfer.copy WHERE state = 'transferring' AND failures = 0")
                .get(0));
    }

    private static void assertFair(Fleet fleet, Fleet single) {
        double average = fleet.runsPerImage().getAverage();
        double tolerated = 2 + average / 5;
        assertThat(fleet.runsPerImage().getMax() - fleet.runsPerImage().getMin())
                .as("runs of the image with most less those of the one with least")
                .isLessThanOrEqualTo((long) tolerated);
        assertThat((double) single.completed())
                .as("runs of the single image of another policy")
                .isGreaterThanOrEqualTo(average - tolerated);
        long longest = 3 * fleet.took(0.5) + 15_000;
        assertThat(fleet.took(1)).as("milliseconds of the longest run").isLessThanOrEqualTo(longest);
        assertThat(single.took(1)).as("and of the single image's").isLessThanOrEqualTo(longest);
    }

    private static void assertBounded(List<MemorySamples> memory) {
        for (MemorySamples samples : memory) {
            assertThat(samples.isSameProcess()).as("%s", samples).isTrue();
            assertThat(samples.growthOutsideHeap()).as("%s", samples).isLessThanOrEqualTo(48);
            assertThat(samples.growthInHeap()).as("%s", samples).isLessThanOrEqualTo(32);
        }
    }
}
