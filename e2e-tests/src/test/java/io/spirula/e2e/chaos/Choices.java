package io.spirula.e2e.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The endless row of steps that a seed stands for. The same seed gives the same row, whatever became of earlier steps. */
public final class Choices {

    private static final long MIB = 1 << 20;
    private static final int STEPS_BETWEEN_SETTLEMENTS = 40;
    private static final List<Duration> SCHEDULES =
            List.of(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofHours(24));

    private final Random random;
    private final int disks;
    private final List<Fault> faults = Fault.all();
    private final List<Supplier<Step>> kinds = new ArrayList<>();
    private int step;

    /**
     * @param disks how many images there are; steps name them from 0
     */
    public Choices(long seed, int disks) {
        this.random = new Random(seed);
        this.disks = disks;
        weigh(16, () -> new Step.Write(disk(), random.nextLong(), between(3, 40)));
        weigh(4, () -> new Step.Resize(disk(), size()));
        weigh(3, () -> new Step.TakeSnapshot(disk()));
        weigh(2, () -> new Step.DropSnapshot(disk(), pick()));
        weigh(2, () -> new Step.Rename(disk()));
        weigh(2, () -> new Step.Recreate(disk(), size()));
        weigh(2, () -> new Step.TrashAndBack(disk(), Duration.ofMillis(between(0, 8000))));
        weigh(16, () -> new Step.Backup(some()));
        weigh(12, () -> new Step.Restore(disk(), pick(), one(List.of(Step.Destination.values()))));
        weigh(3, () -> new Step.CancelRun(pick()));
        weigh(2, () -> new Step.CancelRestore(pick()));
        weigh(1, () -> new Step.PausePolicy(disk()));
        weigh(2, () -> new Step.ResumePolicy(disk()));
        weigh(4, () -> new Step.ApplyPolicy(disk(), one(SCHEDULES), between(1, 6)));
        weigh(1, () -> new Step.DeletePolicy(disk()));
        weigh(3, () -> new Step.WriteToReplica(disk(), pick()));
        weigh(3, () -> new Step.RemoveReplicaSnapshot(disk(), pick()));
        weigh(3, () -> new Step.RemoveSourceSnapshot(disk(), pick()));
        weigh(14, () -> new Step.Strike(one(faults), Duration.ofMillis(between(1000, 20_000)), pick()));
        weigh(12, () -> new Step.LetPass(Duration.ofMillis(between(100, 4000))));
    }

    public Step next() {
        step++;
        return step % STEPS_BETWEEN_SETTLEMENTS == 0
                ? new Step.Settle()
                : one(kinds).get();
    }

    /** Between two steps, so that what they began can get somewhere. */
    public Duration pause() {
        return Duration.ofMillis(between(0, 2500));
    }

    private void weigh(int weight, Supplier<Step> kind) {
        IntStream.range(0, weight).forEach(i -> kinds.add(kind));
    }

    private int disk() {
        return random.nextInt(disks);
    }

    private int pick() {
        return random.nextInt(1 << 16);
    }

    /** In bytes; odd, whole and none. */
    private long size() {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1, 2, 3 -> random.nextInt((int) (32 * MIB));
            default -> between(1, 32) * MIB;
        };
    }

    private List<Integer> some() {
        int most = random.nextInt(3) == 0 ? disks : 1;
        return random.ints(between(1, most), 0, disks)
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
