package io.spirula.transfer.move;

import io.spirula.mover.MoveContext;
import io.spirula.mover.plan.KnownPoint;
import io.spirula.mover.replica.HeadReport;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that a replica's HEAD is what its base says. It is not looked at where a seal says so, except now and then. */
final class BaseSettlement {

    private static final Logger LOG = LoggerFactory.getLogger(BaseSettlement.class);

    private final MoveTools tools;

    BaseSettlement(MoveTools tools) {
        this.tools = tools;
    }

    HeadReport settle(OpenReplica replica, KnownPoint base, MoveContext context) {
        long snapshot = base.replicaSnapshotId();
        Instant now = tools.clock().instant();
        if (replica.head().is(snapshot, now.minus(tools.properties().sealFor()), now)) {
            LOG.debug(
                    "replica={} HEAD is its snapshot {}, sealed",
                    replica.replica().id(),
                    snapshot);
            tools.meters().settledBySeal(replica.replica().cluster());
            return new HeadReport(
                    false, "", Objects.requireNonNull(replica.head().header()));
        }
        replica.head().changes(now);
        HeadReport report = tools.head().settle(replica.image(), snapshot, context);
        replica.head().lookedAt(snapshot, report.header(), now);
        tools.meters().settledByLook(replica.replica().cluster());
        return report;
    }
}
