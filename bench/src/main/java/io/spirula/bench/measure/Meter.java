package io.spirula.bench.measure;

import io.spirula.bench.world.Sites;
import java.util.List;

/** Measures one piece of work: make it, do the work, {@link #stop} it. */
public final class Meter {

    private final Sites sites;
    private final List<Long> pids;
    private final Reading begin;
    private final long beginNanos;

    private record Reading(OsdFigures source, OsdFigures target, double osdCpu, double cpu) {}

    private Meter(Sites sites, List<Long> pids) {
        this.sites = sites;
        this.pids = pids;
        this.begin = read();
        this.beginNanos = System.nanoTime();
    }

    /**
     * @param pids processes that work on it and live on; children of this process that end meanwhile count, too
     */
    public static Meter start(Sites sites, List<Long> pids) {
        return new Meter(sites, pids);
    }

    /** What was taken since the start, {@link Metric#SENT} excepted. */
    public Sample stop() {
        var nanos = System.nanoTime() - beginNanos;
        var end = read();
        return Sample.of(Metric.WALL, nanos / 1e9)
                .with(Metric.READ, end.source.given() - begin.source.given())
                .with(Metric.WRITTEN, end.target.taken() - begin.target.taken())
                .with(Metric.READ_BACK, end.target.given() - begin.target.given())
                .with(Metric.CPU, end.cpu - begin.cpu)
                .with(Metric.OSD_CPU, end.osdCpu - begin.osdCpu);
    }

    private Reading read() {
        var cpu = ProcessFigures.cpuSecondsOfEndedChildren()
                + pids.stream().mapToDouble(ProcessFigures::cpuSeconds).sum();
        var osdCpu =
                sites.osds().stream().mapToDouble(ProcessFigures::cpuSeconds).sum();
        return new Reading(
                OsdFigures.of(sites.osdSocket(sites.source())),
                OsdFigures.of(sites.osdSocket(sites.target())),
                osdCpu,
                cpu);
    }
}
