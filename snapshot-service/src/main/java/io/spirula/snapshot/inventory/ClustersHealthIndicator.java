package io.spirula.snapshot.inventory;

import io.spirula.messaging.health.ServiceStatus;
import io.spirula.rbd.guard.GuardState;
import io.spirula.snapshot.cluster.Clusters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** Whether the clusters can be read, and what cannot. A dead cluster is no reason to restart this service. */
@Component
class ClustersHealthIndicator implements HealthIndicator {

    private final Clusters clusters;
    private final ScanReports reports;

    ClustersHealthIndicator(Clusters clusters, ScanReports reports) {
        this.clusters = clusters;
        this.reports = reports;
    }

    @Override
    public Health health() {
        Map<String, ScanReport> all = reports.all();
        boolean healthy = true;
        Map<String, Object> details = new LinkedHashMap<>();
        for (String cluster : clusters.names()) {
            ScanReport report = all.getOrDefault(cluster, ScanReport.NEVER);
            healthy &= report.healthy();
            details.put(cluster, describe(report, clusters.state(cluster)));
        }
        return Health.status(healthy ? Status.UP : ServiceStatus.DEGRADED)
                .withDetails(details)
                .build();
    }

    private static Map<String, Object> describe(ScanReport report, GuardState guard) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("scannedAt", report.at());
        described.put("images", report.images());
        described.put("guard", guard.breaker());
        if (report.failure() != null) {
            described.put("failure", report.failure());
        }
        if (!report.unreadable().isEmpty()) {
            described.put("unreadable", report.unreadable().toString());
        }
        if (!report.closed().isEmpty()) {
            described.put(
                    "closedPools",
                    report.closed().stream().map(ClosedPool::toString).toList());
        }
        return described;
    }
}
