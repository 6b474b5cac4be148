package io.spirula.snapshot.inventory;

import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.snapshot.cluster.Clusters;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** Scans each cluster again and again; of several instances of the service one does. */
@Component
class InventoryWorker implements Worker {

    private final InventoryScan scan;
    private final Clusters clusters;
    private final ScanReports reports;
    private final ScanInterval interval;
    private final Clock clock;

    InventoryWorker(InventoryScan scan, Clusters clusters, ScanReports reports, ScanInterval interval, Clock clock) {
        this.scan = scan;
        this.clusters = clusters;
        this.reports = reports;
        this.interval = interval;
        this.clock = clock;
    }

    @Override
    public String queue() {
        return "inventory";
    }

    @Override
    public List<String> dueInstances(int limit) {
        return clusters.names().stream().limit(limit).toList();
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        String cluster = turn.instance();
        if (!clusters.names().contains(cluster)) {
            return WorkResult.done();
        }
        try {
            ScanReport report = clusters.call(cluster, connection -> scan.scan(connection, turn));
            reports.put(cluster, report);
            if (!report.closed().isEmpty()) {
                clusters.renew(cluster);
            }
        } catch (RbdException | ClusterUnavailableException e) {
            failed(cluster, e);
        } catch (LostLeaseException e) {
            throw e;
        } catch (RuntimeException e) {
            failed(cluster, e);
            throw e;
        }
        return WorkResult.again(interval.value());
    }

    private void failed(String cluster, RuntimeException e) {
        String message = e.getMessage();
        reports.put(
                cluster,
                ScanReport.failed(
                        clock.instant(), message == null ? e.getClass().getSimpleName() : message));
    }
}
