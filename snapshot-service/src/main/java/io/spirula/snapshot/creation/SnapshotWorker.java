package io.spirula.snapshot.creation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.Consistency;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotFailed;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.trace.LogScope;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.snapshot.cluster.Clusters;
import io.spirula.snapshot.cluster.Failure;
import io.spirula.snapshot.cluster.UnknownClusterException;
import io.spirula.snapshot.retention.Release;
import io.spirula.snapshot.retention.Releases;
import io.spirula.snapshot.retention.SnapshotRegister;
import io.spirula.snapshot.retention.SnapshotState;
import io.spirula.snapshot.retention.SourceSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the snapshots of one run. What it is going to make is stored before it is made, so that a successor finds it and no
 * snapshot is left unknown.
 */
@Component
class SnapshotWorker implements Worker {

    static final String QUEUE = "snapshots";

    private static final String NAME_TAKEN = "SNAPSHOT_NAME_TAKEN";

    private static final Logger log = LoggerFactory.getLogger(SnapshotWorker.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** A request that timed out may still be carried out; far longer than any operation lives. */
    private static final Duration WATCH = Duration.ofMinutes(10);

    private final BackupRuns runs;
    private final Releases releases;
    private final SnapshotRegister register;
    private final Leftovers leftovers;
    private final Clusters clusters;
    private final CatchUp catchUp;
    private final EventOutbox outbox;
    private final Traces traces;
    private final Clock clock;
    private final Counter made;
    private final Counter failed;

    SnapshotWorker(
            BackupRuns runs,
            Releases releases,
            SnapshotRegister register,
            Leftovers leftovers,
            Clusters clusters,
            CatchUp catchUp,
            EventOutbox outbox,
            Traces traces,
            Clock clock,
            MeterRegistry meters) {
        this.runs = runs;
        this.releases = releases;
        this.register = register;
        this.leftovers = leftovers;
        this.clusters = clusters;
        this.catchUp = catchUp;
        this.outbox = outbox;
        this.traces = traces;
        this.clock = clock;
        this.made = Counter.builder("spirula.snapshots.made")
                .description("snapshots made on sources")
                .register(meters);
        this.failed = Counter.builder("spirula.snapshots.failed")
                .description("runs whose snapshots could not be made")
                .register(meters);
    }

    @Override
    public String queue() {
        return QUEUE;
    }

    @Override
    public List<String> dueInstances(int limit) {
        return runs.due(limit);
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        Optional<BackupRun> found = runs.find(RunId.parse(turn.instance()));
        if (found.isEmpty()) {
            return WorkResult.done();
        }
        BackupRun run = found.get();
        List<BackupMember> members = run.request().members();
        try (LogScope scope = traces.open(
                run.request().run(), members.size() == 1 ? members.get(0).lineage() : null)) {
            return work(turn, run);
        } catch (RuntimeException e) {
            if (turn.isLost()) {
                // others may have ended the run, and its snapshot be pruned, before this attempt made another of that
                // name
                runs.watchEnded(run.request().run(), clock.instant().plus(WATCH));
            }
            throw e;
        }
    }

    private WorkResult work(WorkTurn turn, BackupRun run) {
        // the database may be older than what this run did: its snapshot may be told, may be in use, and may be gone
        // again
        if (!catchUp.isComplete()) {
            return WorkResult.again(RETRY);
        }
        try {
            if (!run.ended()) {
                return makeOrRefuse(turn, run);
            }
            return run.watchUntil() == null ? WorkResult.done() : lookForLeftovers(turn, run, run.watchUntil());
        } catch (RbdException e) {
            return run.ended() || Failure.passes(e)
                    ? await(turn, run, e)
                    : fail(turn, run, new Reason(e.code(), String.valueOf(e.getMessage())), run.stale());
        } catch (ClusterUnavailableException e) {
            return await(turn, run, e);
        } catch (UnknownClusterException e) {
            return run.ended()
                    ? WorkResult.again(run.untilNextLook(clock.instant()))
                    : fail(turn, run, new Reason(UnknownClusterException.CODE, e.advice()), run.stale());
        }
    }

    private WorkResult makeOrRefuse(WorkTurn turn, BackupRun run) {
        Instant now = clock.instant();
        Map<BackupMember, SourceSnapshot> told = told(run.request());
        if (told.size() == run.request().members().size()) {
            adopt(turn, run.request(), told);
            return WorkResult.done();
        }
        if (run.stale() && run.mayBeTold(now)) {
            return WorkResult.again(RETRY);
        }
        Optional<Reason> refusal = admission(run.request()).refusal(now);
        if (refusal.isEmpty()) {
            refusal = clusters.call(
                    clusterOf(run), cluster -> make(turn, asItIs(run), told, now, new SourceImages(cluster)));
        }
        if (refusal.isPresent() && refusal.get().code().equals(NAME_TAKEN) && run.mayBeTold(now)) {
            return WorkResult.again(RETRY);
        }
        boolean clusterAnswers = run.obstacle() == null;
        return refusal.map(reason -> fail(turn, run, reason, run.stale() || clusterAnswers))
                .orElseGet(WorkResult::done);
    }

    /** What was told of the run before the database was set back. */
    private Map<BackupMember, SourceSnapshot> told(BackupRequested request) {
        Map<BackupMember, SourceSnapshot> told = new LinkedHashMap<>();
        for (BackupMember member : request.members()) {
            register.recorded(member, request.run()).ifPresent(snapshot -> told.put(member, snapshot));
        }
        return told;
    }

    private void adopt(WorkTurn turn, BackupRequested request, Map<BackupMember, SourceSnapshot> told) {
        turn.runInTransaction(() -> commit(request, told, Map.of()));
        log.warn(
                "run {} was worked on before: {} snapshots that it made are known from {}",
                request.run(),
                told.size(),
                Topic.SNAPSHOT.wireName());
    }

    /** When this is begun anew, some of its snapshots may be intended, and there. */
    private BackupRun asItIs(BackupRun run) {
        return runs.find(run.request().run()).orElse(run);
    }

    private Admission admission(BackupRequested request) {
        Map<BackupMember, Release> newest = new HashMap<>();
        request.members()
                .forEach(member -> releases.newest(member.image()).ifPresent(release -> newest.put(member, release)));
        return new Admission(request, runs.cancellation(request.run()).orElse(null), newest);
    }

    /**
     * Makes those of which nothing was told, or takes over those that are there.
     *
     * @return why they were not made; empty when they were
     */
    private Optional<Reason> make(
            WorkTurn turn, BackupRun run, Map<BackupMember, SourceSnapshot> told, Instant now, SourceImages images) {
        String name = run.snapshotName();
        List<BackupMember> members = run.request().members().stream()
                .filter(member -> !told.containsKey(member))
                .toList();
        for (BackupMember member : members) {
            Optional<Reason> refusal = images.refusal(member);
            if (refusal.isPresent()) {
                return refusal;
            }
            if (images.find(member, name)
                    .filter(there -> !isOurs(run, there, now))
                    .isPresent()) {
                return Optional.of(new Reason(
                        NAME_TAKEN,
                        "image " + member.ref() + " already has a snapshot " + name
                                + " that this run did not make; remove it if nobody needs it"));
            }
        }
        turn.runInTransaction(() -> runs.intend(run.request().run()));
        Map<BackupMember, Snapshot> made = new LinkedHashMap<>();
        for (BackupMember member : members) {
            turn.requireNewest();
            made.put(member, images.ensure(member, name));
        }
        turn.runInTransaction(() -> commit(run.request(), told, made));
        this.made.increment(made.size());
        made.forEach((member, snapshot) ->
                log.info("made snapshot {} ({}) of {}", snapshot.name(), snapshot.id(), member.ref()));
        return Optional.empty();
    }

    /** What the records know nothing of is taken for the run's own only once all is read that was told of it. */
    private static boolean isOurs(BackupRun run, Snapshot there, Instant now) {
        return run.state() != RunState.REQUESTED || (!run.mayBeTold(now) && run.mayHaveMade(there));
    }

    private void commit(
            BackupRequested request, Map<BackupMember, SourceSnapshot> told, Map<BackupMember, Snapshot> made) {
        if (!runs.created(request.run(), clock.instant())) {
            return;
        }
        register.askedFor(request.run(), request.requestedAt());
        told.forEach((member, snapshot) -> {
            if (snapshot.state() == SnapshotState.HELD) {
                outbox.republish(created(request, member, snapshot));
            }
        });
        made.forEach((member, snapshot) -> {
            SourceSnapshot ours =
                    SourceSnapshot.held(member, request.run(), request.policy(), request.requestedAt(), snapshot);
            register.add(ours, request.targets());
            outbox.append(created(request, member, ours));
        });
    }

    private static SnapshotCreated created(BackupRequested request, BackupMember member, SourceSnapshot snapshot) {
        return new SnapshotCreated(
                request.run(),
                member.point(),
                member.lineage(),
                member.image(),
                member.ref(),
                request.tenant(),
                request.policy(),
                snapshot.snapshotId(),
                snapshot.snapshot(),
                snapshot.size(),
                Consistency.CRASH,
                request.targets(),
                request.settings(),
                snapshot.createdAt(),
                request.deadline());
    }

    /**
     * @param look whether to look for what it made before the database was set back, where the records know of nothing
     */
    private WorkResult fail(WorkTurn turn, BackupRun run, Reason reason, boolean look) {
        Instant now = clock.instant();
        Instant watchUntil = asItIs(run).state() == RunState.INTENDED ? now.plus(WATCH) : look ? now : null;
        turn.runInTransaction(() -> {
            if (runs.failed(run.request().run(), reason, now, watchUntil)) {
                run.request().members().forEach(member -> outbox.append(failure(run.request(), member, reason, now)));
            }
        });
        failed.increment();
        log.warn("no snapshot for run {}: {}: {}", run.request().run(), reason.code(), reason.text());
        return watchUntil == null ? WorkResult.done() : WorkResult.again(Duration.ZERO);
    }

    private static SnapshotFailed failure(BackupRequested request, BackupMember member, Reason reason, Instant at) {
        return new SnapshotFailed(
                request.run(),
                member.point(),
                member.lineage(),
                member.image(),
                member.ref(),
                request.policy(),
                reason,
                at);
    }

    private WorkResult lookForLeftovers(WorkTurn turn, BackupRun run, Instant watchUntil) {
        // what is not on record may have been told, and be in use: the database may have been set back
        if (!catchUp.isComplete()) {
            return WorkResult.again(run.untilNextLook(clock.instant()));
        }
        boolean over = !clock.instant().isBefore(watchUntil);
        clusters.run(clusterOf(run), cluster -> leftovers.takeIn(turn, run, new SourceImages(cluster)));
        if (over) {
            turn.runInTransaction(() -> runs.watched(run.request().run()));
            return WorkResult.done();
        }
        return WorkResult.again(run.untilNextLook(clock.instant()));
    }

    private WorkResult await(WorkTurn turn, BackupRun run, RuntimeException failure) {
        String obstacle = String.valueOf(failure.getMessage());
        if (!obstacle.equals(run.obstacle())) {
            log.warn("run {} waits: {}", run.request().run(), obstacle);
            turn.runInTransaction(() -> runs.obstruct(run.request().run(), obstacle));
        }
        return WorkResult.again(run.ended() ? run.untilNextLook(clock.instant()) : RETRY);
    }

    private static String clusterOf(BackupRun run) {
        return run.request().members().get(0).ref().cluster();
    }
}
