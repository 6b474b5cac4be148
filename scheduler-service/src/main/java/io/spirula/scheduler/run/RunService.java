package io.spirula.scheduler.run;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.AuditOutcome;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.MoveSettings;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RunCancelled;
import io.spirula.contracts.event.RunCompleted;
import io.spirula.contracts.event.RunFailed;
import io.spirula.contracts.event.RunSkipped;
import io.spirula.contracts.event.RunStarted;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.policy.Policy;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Starts runs and ends each of them exactly once: whoever ends one holds its row and finds it running. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class RunService {

    /** The audited action: a run is asked for, and ends. */
    public static final String REQUEST = "run.request";

    private final RunStore runs;
    private final EventOutbox outbox;
    private final AuditLog audit;
    private final RunMeters meters;
    private final Ids ids;
    private final Clock clock;

    public RunService(RunStore runs, EventOutbox outbox, AuditLog audit, RunMeters meters, Ids ids, Clock clock) {
        this.runs = runs;
        this.outbox = outbox;
        this.audit = audit;
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
    }

    /** The row and the events that ask for it belong to the caller's transaction. */
    public Run start(RunOrder order) {
        Run run = newRun(order, RunState.RUNNING, Optional.empty());
        Policy policy = order.policy();
        runs.insert(run, order.targets());
        outbox.append(new RunStarted(
                run.id(),
                run.lineage(),
                run.image(),
                run.ref(),
                run.policy(),
                run.trigger(),
                order.targets(),
                run.startedAt(),
                run.deadline(),
                run.tenant(),
                run.policyRevision(),
                run.requestedBy()));
        outbox.append(new BackupRequested(
                run.id(),
                run.policy(),
                run.policyRevision(),
                run.tenant(),
                null,
                List.of(new BackupMember(run.lineage(), run.image(), run.ref(), run.point())),
                order.targets(),
                new MoveSettings(
                        policy.spec().diff(),
                        policy.spec().verify(),
                        policy.spec().digestMode()),
                run.startedAt(),
                run.deadline()));
        return run;
    }

    /** Tells of a due run that is not started. */
    public void skip(RunOrder order, Reason why) {
        Run run = newRun(order, RunState.SKIPPED, Optional.of(why));
        runs.insert(run, order.targets());
        outbox.append(new RunSkipped(
                run.id(), run.lineage(), run.image(), run.ref(), run.policy(), why, run.dueAt(), run.startedAt()));
        ended(run);
    }

    private Run newRun(RunOrder order, RunState state, Optional<Reason> reason) {
        RunId id = new RunId(ids.next());
        Instant now = clock.instant();
        return new Run(
                id,
                order.lineage(),
                order.image(),
                order.ref(),
                order.policy().name(),
                order.policy().revision(),
                order.policy().tenant(),
                order.trigger(),
                order.requestedBy(),
                PointId.of(id, order.lineage()),
                state,
                reason.orElse(null),
                order.dueAt(),
                now,
                order.deadline(),
                state == RunState.RUNNING ? null : now);
    }

    /** Records a run that was begun, as was told; it is not begun again. */
    void recall(Run run, List<TargetRef> targets) {
        if (runs.find(run.id()).isEmpty()) {
            runs.insert(run, targets);
        }
    }

    /** Records how a run ended, as was told; it is not told again. */
    void recallEnd(RunId id, RunState state, @Nullable Reason reason, Instant at) {
        runs.lockRunning(id).ifPresent(run -> runs.end(run.ended(state, reason, at)));
    }

    /** Ends the run if its copies say so. */
    void settle(RunId id) {
        runs.lockRunning(id)
                .ifPresent(run -> RunVerdict.of(runs.targetsOf(List.of(id))).ifPresent(verdict -> end(run, verdict)));
    }

    /** Ends the run if its deadline passed: completed if it is, failed otherwise. */
    @Transactional
    public void expire(RunId id) {
        runs.lockRunning(id)
                .filter(run -> !run.deadline().isAfter(clock.instant()))
                .ifPresent(run -> {
                    List<RunTarget> targets = runs.targetsOf(List.of(id));
                    end(
                            run,
                            RunVerdict.of(targets)
                                    .orElseGet(
                                            () -> RunVerdict.afterDeadline(run.startedAt(), run.deadline(), targets)));
                });
    }

    /** Ends the run as failed, if it is running. */
    void fail(RunId id, Reason reason) {
        runs.lockRunning(id).ifPresent(run -> end(run, new RunVerdict(RunState.FAILED, reason)));
    }

    /** Ends the run as cancelled and asks for its work to be given up. False when it was not running. */
    public boolean cancel(RunId id, String requestedBy, Reason reason) {
        Optional<Run> running = runs.lockRunning(id);
        running.ifPresent(run -> {
            outbox.append(new CancelRequested(id, run.lineage(), requestedBy, clock.instant()));
            end(run, new RunVerdict(RunState.CANCELLED, reason));
        });
        return running.isPresent();
    }

    /** Cancels all running runs of a disk. */
    public void cancelAll(LineageId lineage, String requestedBy, Reason reason) {
        runs.runningOf(lineage).forEach(id -> cancel(id, requestedBy, reason));
    }

    private void end(Run run, RunVerdict verdict) {
        Instant now = clock.instant();
        Run over = run.ended(verdict.state(), verdict.reason(), now);
        runs.end(over);
        outbox.append(terminalEvent(run, verdict, now));
        ended(over);
    }

    private void ended(Run run) {
        Reason reason = run.reason();
        audit.ended(
                run.requestedBy(),
                run.tenant(),
                REQUEST,
                "run/" + run.id(),
                outcome(run.state()),
                run.ref().text() + " under policy " + run.policy()
                        + (reason == null ? "" : ": " + reason.code() + ": " + reason.text()));
        meters.ended(run.state());
    }

    /** A due run that is not started was refused by the state of its targets. */
    private static AuditOutcome outcome(RunState state) {
        return switch (state) {
            case COMPLETED -> AuditOutcome.COMPLETED;
            case FAILED -> AuditOutcome.FAILED;
            case CANCELLED -> AuditOutcome.CANCELLED;
            case SKIPPED -> AuditOutcome.REFUSED;
            case RUNNING -> AuditOutcome.ACCEPTED;
        };
    }

    private static Event terminalEvent(Run run, RunVerdict verdict, Instant at) {
        Reason reason = verdict.reason();
        if (reason == null) {
            return new RunCompleted(
                    run.id(), run.lineage(), run.image(), run.ref(), run.policy(), run.point(), run.startedAt(), at);
        }
        return verdict.state() == RunState.CANCELLED
                ? new RunCancelled(
                        run.id(), run.lineage(), run.image(), run.ref(), run.policy(), reason, run.startedAt(), at)
                : new RunFailed(
                        run.id(), run.lineage(), run.image(), run.ref(), run.policy(), reason, run.startedAt(), at);
    }
}
