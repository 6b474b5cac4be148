package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;

/** Many small images under one policy, and what became of their runs. */
final class Fleet {

    private static final long SIZE = 4 << 20;
    private static final long WRITTEN = 128 << 10;

    private final World world;
    private final Tables tables;
    private final String policy;
    private final List<Disk> disks;

    private Fleet(World world, String policy, List<Disk> disks) {
        this.world = world;
        this.tables = new Tables(world.sandbox().postgres());
        this.policy = policy;
        this.disks = disks;
    }

    static Fleet create(World world, int images, long seed) {
        String prefix = World.unique("fleet");
        List<Disk> disks = IntStream.range(0, images)
                .mapToObj(i -> new Disk(world, "", "%s-%02d".formatted(prefix, i), "p-" + prefix))
                .toList();
        disks.forEach(disk -> {
            disk.createImage(SIZE);
            disk.fill(WRITTEN, seed);
        });
        return new Fleet(world, "p-" + prefix, disks);
    }

    List<Disk> disks() {
        return disks;
    }

    void protect(String schedule, int keep) {
        String name = disks.get(0).name();
        disks.get(0).apply(name.substring(0, name.lastIndexOf('-')) + "-*", schedule, keep);
    }

    void writeToOneOf(Random random) {
        disks.get(random.nextInt(disks.size())).fill(WRITTEN, random.nextLong());
    }

    /** No run is started any more, and none goes on. */
    void pause() {
        world.api().post("/policies/" + policy + "/pause", "").expect(200);
        await("no run under " + policy)
                .atMost(Duration.ofMinutes(5))
                .untilAsserted(() ->
                        assertThat(ofRuns("count(*)", "state = 'RUNNING'")).isZero());
    }

    long completed() {
        return ofRuns("count(*)", "state = 'COMPLETED'");
    }

    long failed() {
        return ofRuns("count(*)", "state IN ('FAILED', 'CANCELLED')");
    }

    /** Completed runs of each image. */
    LongSummaryStatistics runsPerImage() {
        LongSummaryStatistics runs = new LongSummaryStatistics();
        disks.forEach(disk ->
                runs.accept(ofRuns("count(*)", "state = 'COMPLETED' AND ref->>'name' = '" + disk.name() + "'")));
        return runs;
    }

    /** How many milliseconds a run took from its request to its end, waiting included, at this fraction of all. */
    long took(double fraction) {
        return ofRuns(
                "coalesce(percentile_disc(%s) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - started_at) * 1000), 0)"
                        .formatted(fraction),
                "state = 'COMPLETED'");
    }

    private long ofRuns(String what, String where) {
        String rows = tables.rows(
                        "SELECT round(%s) FROM scheduler.run WHERE policy = '%s' AND %s".formatted(what, policy, where))
                .get(0);
        return Long.parseLong(rows);
    }

    /** Takes all of it off the clusters. */
    void remove() {
        disks.get(0).unprotect();
        for (Disk disk : disks) {
            await("our snapshots left " + disk.ref())
                    .atMost(Duration.ofMinutes(3))
                    .untilAsserted(() ->
                            assertThat(world.source().snapshots(disk.spec())).isEmpty());
            world.source().rbd("rm", "--no-progress", disk.spec());
            world.target().rbd("snap", "purge", "--no-progress", disk.spec());
            world.target().rbd("rm", "--no-progress", disk.spec());
        }
    }

    @Override
    public String toString() {
        List<String> text = new ArrayList<>();
        text.add(policy + ": " + disks.size() + " images, " + completed() + " runs completed, " + failed() + " not");
        LongSummaryStatistics runs = runsPerImage();
        text.add("runs per image %d to %d, on average %.1f".formatted(runs.getMin(), runs.getMax(), runs.getAverage()));
        text.add("a run took ms at 50 %%: %d, 90 %%: %d, 99 %%: %d, longest: %d"
                .formatted(took(0.5), took(0.9), took(0.99), took(1)));
        return String.join("\n  ", text);
    }
}
