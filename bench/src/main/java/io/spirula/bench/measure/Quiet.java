package io.spirula.bench.measure;

import io.spirula.bench.world.Poll;
import io.spirula.bench.world.Sites;
import java.time.Duration;

/** Waits until what was done before has no effect any more: both OSDs have nothing left to do. */
public final class Quiet {

    private static final Duration LOOK = Duration.ofMillis(300);
    private static final double BUSY_SECONDS = 0.015;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Quiet() {}

    /**
     * @return false if they were still busy after two minutes
     */
    public static boolean await(Sites sites) {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        for (var calm = 0; calm < 2; ) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            var before = cpu(sites);
            Poll.pause(LOOK);
            calm = cpu(sites) - before < BUSY_SECONDS ? calm + 1 : 0;
        }
        return true;
    }

    private static double cpu(Sites sites) {
        return sites.osds().stream().mapToDouble(ProcessFigures::cpuSeconds).sum();
    }
}
