package io.spirula.snapshot.inventory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.rbd.RbdNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The last scan of each cluster, as metrics and in the log when it changes for the worse or the better. */
@Component
class ScanReports {

    private static final Logger log = LoggerFactory.getLogger(ScanReports.class);

    private final Map<String, ScanReport> last = new ConcurrentHashMap<>();
    /** Of the last scan that could list the cluster. */
    private final Map<String, List<ClosedPool>> lastClosed = new ConcurrentHashMap<>();

    private final MeterRegistry meters;

    ScanReports(MeterRegistry meters) {
        this.meters = meters;
    }

    void put(String cluster, ScanReport report) {
        ScanReport before = last.put(cluster, report);
        if (before == null) {
            register(cluster);
        }
        boolean wasReadable = before == null || before.readable();
        if (wasReadable && !report.readable()) {
            log.warn(
                    "scan of cluster {}: {}",
                    cluster,
                    report.failure() == null ? "unreadable images " + report.unreadable() : report.failure());
        } else if (!wasReadable && report.readable()) {
            log.info("scan of cluster {} works again: {} images", cluster, report.images());
        }
        if (report.failure() == null) {
            tellClosed(cluster, report.closed());
        }
    }

    private void tellClosed(String cluster, List<ClosedPool> closed) {
        List<ClosedPool> before = Objects.requireNonNullElse(lastClosed.put(cluster, closed), List.of());
        closed.stream()
                .filter(pool -> !before.contains(pool))
                .forEach(pool -> log.warn("scan of cluster {}: {}", cluster, pool));
        before.stream()
                .filter(pool -> !closed.contains(pool))
                .forEach(pool -> log.info(
                        "scan of cluster {}: pool {} may be read now, or is gone",
                        cluster,
                        RbdNames.printable(pool.name())));
    }

    Map<String, ScanReport> all() {
        return new TreeMap<>(last);
    }

    private void register(String cluster) {
        Gauge.builder(
                        "spirula.inventory.images",
                        last,
                        reports -> of(reports, cluster).images())
                .description("images that the last scan listed")
                .tag("cluster", cluster)
                .register(meters);
        Gauge.builder(
                        "spirula.inventory.unreadable",
                        last,
                        reports -> of(reports, cluster).unreadable().size())
                .description("images that could not be read whole")
                .tag("cluster", cluster)
                .register(meters);
        Gauge.builder(
                        "spirula.inventory.closed.pools",
                        last,
                        reports -> of(reports, cluster).closed().size())
                .description("pools that the last scan might not read")
                .tag("cluster", cluster)
                .register(meters);
        Gauge.builder(
                        "spirula.inventory.healthy",
                        last,
                        reports -> of(reports, cluster).healthy() ? 1 : 0)
                .description("1 if the last scan read all that there is")
                .tag("cluster", cluster)
                .register(meters);
    }

    private static ScanReport of(Map<String, ScanReport> reports, String cluster) {
        return reports.getOrDefault(cluster, ScanReport.NEVER);
    }
}
