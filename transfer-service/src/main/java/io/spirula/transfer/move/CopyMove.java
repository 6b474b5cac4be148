package io.spirula.transfer.move;

import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.Base;
import io.spirula.mover.MoveCounts;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.commit.CommitRequest;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.commit.ProofRequest;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.MapsLackChangeException;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.MoveRequest;
import io.spirula.mover.move.Moved;
import io.spirula.mover.plan.KnownPoint;
import io.spirula.mover.plan.MovePlan;
import io.spirula.mover.plan.MovePlanner;
import io.spirula.mover.replica.HeadReport;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.RbdPool;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one copy: plan, settle the base, move, commit on the target, and record it last. Ends by returning with the copy
 * recorded as complete, or by an exception with nothing recorded as done.
 */
final class CopyMove {

    private static final Logger LOG = LoggerFactory.getLogger(CopyMove.class);

    private final Attempt attempt;
    private final TrackedCopy copy;
    private final SourceSide source;
    private final Generations generations;
    private final ForgottenCommit forgotten;
    private final Supervision supervision;
    private final Resumption resumption;
    private final CommonRead common;
    private final KnownDigests digests;
    private final MoveTools tools;
    private final long begun = System.nanoTime();

    CopyMove(Attempt attempt, TrackedCopy copy, SourceSide source, CommonRead common) {
        this.attempt = attempt;
        this.copy = copy;
        this.source = source;
        this.tools = attempt.tools();
        this.generations = new Generations(attempt);
        this.forgotten = new ForgottenCommit(attempt, generations);
        this.supervision = new Supervision(attempt.turn(), copy, tools);
        this.resumption = new Resumption(attempt, copy, source, supervision);
        this.common = common;
        this.digests = new KnownDigests(copy);
    }

    /** Bytes that were written to the target and are part of no point. */
    long bytesAtStake() {
        return supervision.bytesAtStake();
    }

    void run() {
        var target = copy.told().target();
        try (supervision;
                RbdPool place = attempt.session().cluster().openPool(target.pool(), target.namespace())) {
            boolean done = false;
            while (!done) {
                done = tryToRun(place);
            }
        }
    }

    /** False if the plan did not hold: what it went by is gone, and there is to be another one. */
    private boolean tryToRun(RbdPool place) {
        try (Survey survey = new Surveyor(attempt).look(copy, place)) {
            MovePlan plan = MovePlanner.plan(source.facts(copy.told()), survey.facts());
            LOG.info("copy={} plan={} why={}", copy.id(), plan.getClass().getSimpleName(), plan.why());
            if (begins(plan) && survey.unfinished() == null && forgotten.takeUp(copy, place)) {
                letGo(survey.open());
                throw MoveConflictException.passing(
                        "REPLICA_FOUND",
                        "the target has this point, committed before the records were set back: the move is planned again");
            }
            if (plan instanceof MovePlan.Conflict conflict) {
                letGo(survey.open());
                throw MoveConflictException.of(conflict);
            }
            settleFormer(survey);
            return carryOut(plan, survey, place);
        }
    }

    /** Whether there would be a new generation, if its name were free. */
    private static boolean begins(MovePlan plan) {
        return plan instanceof MovePlan.Full
                || (plan instanceof MovePlan.Conflict conflict
                        && conflict.code() == MovePlan.Conflict.Code.TARGET_NAME_TAKEN);
    }

    /** Of a replica that is not written to: nobody has to fence this instance then. */
    private void letGo(@Nullable OpenReplica replica) {
        if (replica != null) {
            attempt.session().endCleanly(replica);
        }
    }

    private void settleFormer(Survey survey) {
        OpenReplica open = survey.open();
        if (open != null && open.strangerWithLock() == null && tools.catchUp().isComplete()) {
            new UnrecordedPoints(attempt).record(open);
            new Leftovers(tools.copies()).remove(open, survey.leftovers());
        }
    }

    private boolean carryOut(MovePlan plan, Survey survey, RbdPool place) {
        if (plan instanceof MovePlan.Resume resume) {
            common.excuse();
            return resume(resume, survey);
        }
        if (plan instanceof MovePlan.Full full) {
            full(full, survey, place);
        } else if (plan instanceof MovePlan.Increment increment) {
            increment(increment, open(survey));
        } else if (plan instanceof MovePlan.AlreadyThere there) {
            common.excuse();
            prove(there, open(survey));
        }
        return true;
    }

    private boolean resume(MovePlan.Resume plan, Survey survey) {
        if (plan.base() != null) {
            return resume(plan.base(), open(survey));
        }
        letGo(survey.open());
        Replica begun = Objects.requireNonNull(survey.unfinished(), "a full is gone on with where one was begun");
        try (OpenReplica seeding = attempt.session().open(begun).orElse(null)) {
            if (seeding == null) {
                resumption.drop(begun, "its image is gone");
                return false;
            }
            if (isTouched(seeding)) {
                resumption.drop(begun, "somebody took a snapshot of its image, or moved that to the trash");
                letGo(seeding);
                return false;
            }
            return resume(null, seeding);
        }
    }

    private static boolean isTouched(OpenReplica seeding) {
        return !seeding.image().snapshots().list().isEmpty() || Surveyor.isInTrash(seeding);
    }

    private boolean resume(@Nullable KnownPoint base, OpenReplica replica) {
        Optional<DoneParts> done = resumption.takeUp(replica, base(base));
        if (done.isEmpty()) {
            letGo(replica);
            return false;
        }
        try (DoneParts parts = done.get()) {
            becomeHolder(replica);
            moveInto(replica, base == null ? CopyMode.FULL : CopyMode.INCREMENT, base, parts);
        }
        return true;
    }

    private void full(MovePlan.Full plan, Survey survey, RbdPool place) {
        letGo(survey.open());
        if (survey.unfinished() != null) {
            resumption.forget(survey.unfinished(), plan.why());
        }
        if (survey.unfinished() != null && generations.discard(survey.unfinished()) == ReplicaState.CURRENT) {
            throw MoveConflictException.passing(
                    "REPLICA_FOUND",
                    "the replica that was not finished, as far as was recorded, has a complete point: the move is"
                            + " planned again");
        }
        try (OpenReplica seeded =
                generations.begin(copy, place, plan.epoch(), source.image().info())) {
            becomeHolder(seeded);
            moveInto(seeded, CopyMode.FULL, null, DoneParts.nothing());
        }
    }

    private void increment(MovePlan.Increment plan, OpenReplica replica) {
        KnownPoint base = plan.base();
        becomeHolder(replica);
        resumption.forget(replica.replica(), plan.why());
        HeadReport head = new BaseSettlement(tools).settle(replica, base, supervision);
        if (head.rolledBack()) {
            tell(new Reason(
                    "REPLICA_ROLLED_BACK",
                    "replica " + replica.replica().name() + " was not what its snapshot " + base.name()
                            + " says and was rolled back to it: " + head.evidence()));
            tools.failPoint().reached(FailPoint.Moment.ROLLED_BACK);
        }
        moveInto(replica, CopyMode.INCREMENT, base, DoneParts.nothing());
    }

    private void moveInto(OpenReplica replica, CopyMode mode, @Nullable KnownPoint base, DoneParts done) {
        Base from = base(base);
        UUID into = replica.replica().id();
        attempt.turn().runInTransaction(() -> {
            recordPlan(mode, base, into);
            resumption.begin(replica, from, done);
        });
        supervision.into(into);
        Long header = replica.head().header();
        replica.head().changes(tools.clock().instant());
        // only the read-back proves what others wrote
        VerifyMode verify = done.isEmpty() ? copy.settings().verify() : VerifyMode.READ_BACK;
        SourceMaps maps = new SourceMaps(attempt, copy, source.image(), from, begun);
        CheckpointJournal journal = new CheckpointJournal(attempt, into, done, supervision);
        MoveRequest request = common.join(
                maps.request(replica.image(), done, digests.base(point(base))).knownAt(header));
        try (Moved moved = tools.mover().move(request, journal, supervision)) {
            tools.failPoint().reached(FailPoint.Moment.DATA_MOVED);
            attempt.turn().runInTransaction(() -> {
                maps.requireStillTrusted();
                if (journal.has(moved.hashes().count())) {
                    tools.checkpoints().moved(into);
                }
            });
            CommitResult result = tools.committer()
                    .commit(
                            new CommitRequest(
                                    source.image(),
                                    replica.image(),
                                    identity(replica.replica()),
                                    pointRecord(moved.digest()),
                                    from,
                                    verify),
                            moved,
                            new CheckpointProof(attempt, into),
                            supervision);
            CommitResult.Committed committed = committed(result);
            supervision.committed();
            replica.head().became(committed.replicaSnapshotId(), committed.header());
            tools.failPoint().reached(FailPoint.Moment.SNAPSHOT_COMMITTED);
            complete(replica, mode, base, committed, moved.counts(), moved.digest(), maps.found(moved));
            maps.remember(moved);
        } catch (MapsLackChangeException e) {
            throw maps.heed(e.report());
        } catch (MoveFailedException e) {
            if (e.code().equals(MoveFailedException.SOURCE_MAP_LACKS_DATA)) {
                doubt(maps, e);
            }
            throw e;
        }
    }

    /** Where that cannot be recorded, the copy does not end as failed for ever: another attempt finds it again. */
    private static void doubt(SourceMaps maps, MoveFailedException lacking) {
        try {
            maps.doubt(String.valueOf(lacking.getMessage()));
        } catch (RuntimeException e) {
            e.addSuppressed(lacking);
            throw e;
        }
    }

    private void prove(MovePlan.AlreadyThere there, OpenReplica replica) {
        becomeHolder(replica);
        KnownPoint base = there.olderBase();
        CopyMode mode = base == null ? CopyMode.FULL : CopyMode.INCREMENT;
        // not recorded as made into this replica before: it may be older than the records, and no leftover then
        attempt.turn().runInTransaction(() -> recordPlan(mode, base, copy.replica()));
        supervision.into(replica.replica().id());
        CommitResult.Committed committed = committed(prove(
                new ProofRequest(source.image(), replica.image(), there.point().replicaSnapshotId(), base(base)),
                replica));
        // where nothing was kept of what was moved, what was compared is the most that it can have been
        long bytes = committed.bytesVerified();
        long written = resumption.written(replica.replica()).orElse(bytes);
        complete(replica, mode, base, committed, new MoveCounts(bytes, bytes, written, 0), digests.told(replica), null);
    }

    private CommitResult prove(ProofRequest request, OpenReplica replica) {
        Optional<DoneParts> moved = resumption.moved(replica, request.base());
        if (moved.isEmpty()) {
            return tools.committer().prove(request, supervision);
        }
        try (DoneParts parts = moved.get()) {
            UUID into = replica.replica().id();
            return tools.committer().prove(request, parts, new CheckpointProof(attempt, into), supervision);
        }
    }

    private void complete(
            OpenReplica replica,
            CopyMode mode,
            @Nullable KnownPoint base,
            CommitResult.Committed committed,
            MoveCounts counts,
            @Nullable PointDigest digest,
            SourceMaps.@Nullable Found found) {
        new Completion(attempt).complete(copy, replica, mode, point(base), committed, counts, digest, found);
    }

    private void recordPlan(CopyMode mode, @Nullable KnownPoint base, @Nullable UUID into) {
        tools.transitions()
                .apply(
                        copy.id(),
                        now -> now.planned(
                                mode,
                                point(base).map(found -> found.told().point()).orElse(null),
                                into));
    }

    private void tell(Reason what) {
        LOG.warn("copy={} code={} {}", copy.id(), what.code(), what.text());
        attempt.turn().runInTransaction(() -> tools.transitions().apply(copy.id(), now -> now.noted(what, null)));
    }

    private Optional<TrackedCopy> point(@Nullable KnownPoint base) {
        return base == null
                ? Optional.empty()
                : tools.copies().ofRoute(copy.route()).stream()
                        .filter(other -> other.told().sourceSnapshotId() == base.sourceSnapshotId())
                        .filter(other ->
                                other.told().source().equals(copy.told().source()))
                        .findFirst();
    }

    private PointRecord pointRecord(@Nullable PointDigest digest) {
        var told = copy.told();
        return new PointRecord(
                PointRecord.VERSION,
                told.snapshot(),
                told.point(),
                told.run(),
                told.lineage(),
                told.source(),
                told.ref().text(),
                told.sourceSnapshotId(),
                told.pointTime(),
                told.size(),
                told.consistency(),
                told.tenant(),
                digest == null ? null : digest.toString());
    }

    private static @Nullable Base base(@Nullable KnownPoint point) {
        return point == null ? null : new Base(point.sourceSnapshotId(), point.replicaSnapshotId());
    }

    private static ReplicaIdentity identity(Replica replica) {
        return new ReplicaIdentity(replica.lineage(), replica.source(), replica.epoch());
    }

    private static CommitResult.Committed committed(CommitResult result) {
        if (result instanceof CommitResult.Committed committed) {
            return committed;
        }
        var failed = (CommitResult.VerifyFailed) result;
        throw MoveConflictException.passing(
                "READ_BACK_DIFFERS",
                "what was read back at the target differs from the source at offset "
                        + failed.mismatch().offset() + " (" + failed.mismatch().expected() + ", found "
                        + failed.mismatch().found() + "): it was undone; check the target's health");
    }

    private static OpenReplica open(Survey survey) {
        OpenReplica open = survey.open();
        if (open == null) {
            throw new IllegalStateException("the plan needs a replica, but none is open");
        }
        return open;
    }

    private void becomeHolder(OpenReplica replica) {
        if (replica.strangerWithLock() != null) {
            letGo(replica);
            throw MoveConflictException.passing(
                    "REPLICA_IN_USE",
                    "client " + replica.strangerWithLock() + " holds the exclusive lock of replica "
                            + replica.replica().name() + ": stop whoever uses it");
        }
        replica.head()
                .through(
                        replica.image(),
                        () -> ReplicaMetadata.writeWriter(
                                replica.image().metadata(),
                                attempt.session().writer().address()));
    }
}
