package io.spirula.snapshot.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.trace.LogScope;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.snapshot.cluster.UnknownClusterException;
import io.spirula.snapshot.cluster.WrongClusterException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Judges the snapshots of one lineage and removes those that nobody needs. A removal is decided in the database before it
 * is tried on the cluster, so that a snapshot found missing is known to be ours to miss.
 */
@Component
class RetentionWorker implements Worker {

    static final String QUEUE = "source-retention";

    private static final Logger log = LoggerFactory.getLogger(RetentionWorker.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration JUDGE_AGAIN = Duration.ofSeconds(2);

    /** Whether it is known what is to go. */
    private enum Known {
        /** Not everything was read that may keep a snapshot: nothing is removed. */
        NOT_YET,
        /** Rules are read again: it is judged again soon. */
        FOR_NOW,
        FOR_CERTAIN
    }

    private final SourceSnapshots snapshots;
    private final SourceJudgement judgement;
    private final RetentionDue due;
    private final SnapshotRemover remover;
    private final CatchUp catchUp;
    private final EventOutbox outbox;
    private final Clock clock;
    private final Counter removed;

    RetentionWorker(
            SourceSnapshots snapshots,
            SourceJudgement judgement,
            RetentionDue due,
            SnapshotRemover remover,
            CatchUp catchUp,
            EventOutbox outbox,
            Clock clock,
            MeterRegistry meters) {
        this.snapshots = snapshots;
        this.judgement = judgement;
        this.due = due;
        this.remover = remover;
        this.catchUp = catchUp;
        this.outbox = outbox;
        this.clock = clock;
        this.removed = Counter.builder("spirula.snapshots.removed")
                .description("snapshots of ours removed from sources")
                .register(meters);
    }

    @Override
    public String queue() {
        return QUEUE;
    }

    @Override
    public List<String> dueInstances(int limit) {
        return due.lineages(limit);
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        LineageId lineage = LineageId.parse(turn.instance());
        Known known = judge(turn, lineage);
        if (known == Known.NOT_YET) {
            return WorkResult.again(RETRY);
        }
        boolean obstructed = false;
        for (SourceSnapshot snapshot : snapshots.present(lineage)) {
            if (snapshot.state() == SnapshotState.REMOVING) {
                if (turn.shouldStop()) {
                    return WorkResult.again(Duration.ZERO);
                }
                obstructed |= !removed(turn, snapshot);
            }
        }
        if (known == Known.FOR_NOW) {
            return WorkResult.again(JUDGE_AGAIN);
        }
        return obstructed ? WorkResult.again(RETRY) : WorkResult.done();
    }

    private Known judge(WorkTurn turn, LineageId lineage) {
        OptionalLong mark = due.current(lineage);
        if (mark.isEmpty()) {
            return catchUp.isComplete() ? Known.FOR_CERTAIN : Known.NOT_YET;
        }
        Map<ImageId, List<SourceSnapshot>> held = snapshots.present(lineage).stream()
                .filter(snapshot -> snapshot.state() == SnapshotState.HELD)
                .collect(Collectors.groupingBy(SourceSnapshot::image));
        return turn.runInTransaction(() -> {
            if (!catchUp.isComplete()) {
                return Known.NOT_YET;
            }
            held.forEach((image, onImage) -> judgement
                    .of(image, onImage)
                    .removals(clock.instant())
                    .forEach(removal -> snapshots.startRemoval(removal.snapshot(), removal.reason())));
            if (judgement.isProvisional()) {
                return Known.FOR_NOW;
            }
            due.judged(lineage, mark.getAsLong());
            return Known.FOR_CERTAIN;
        });
    }

    private boolean removed(WorkTurn turn, SourceSnapshot snapshot) {
        try (LogScope scope = Traces.naming(snapshot.run(), snapshot.lineage())) {
            return isGone(turn, snapshot);
        }
    }

    private boolean isGone(WorkTurn turn, SourceSnapshot snapshot) {
        try {
            remover.remove(snapshot);
        } catch (RbdException | ClusterUnavailableException | UnknownClusterException | WrongClusterException e) {
            String obstacle = String.valueOf(e.getMessage());
            if (!Objects.equals(obstacle, snapshot.obstacle())) {
                log.warn("snapshot {} of {} stays for now: {}", snapshot.snapshot(), snapshot.ref(), obstacle);
                turn.runInTransaction(() -> snapshots.obstruct(snapshot, obstacle));
            }
            return false;
        }
        Reason reason = Objects.requireNonNull(snapshot.reason(), "a snapshot being removed has a reason");
        Instant now = clock.instant();
        turn.runInTransaction(() -> {
            if (snapshots.end(snapshot, SnapshotState.REMOVING, SnapshotState.PRUNED, reason, now)) {
                outbox.append(snapshot.pruned(reason, now));
            }
        });
        removed.increment();
        log.info("removed snapshot {} of {}: {}", snapshot.snapshot(), snapshot.ref(), reason.text());
        return true;
    }
}
