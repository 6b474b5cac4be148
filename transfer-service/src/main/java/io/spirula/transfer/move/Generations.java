package io.spirula.transfer.move;

import io.spirula.contracts.ImageId;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdAlreadyExistsException;
import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaName;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins, discards and removes generations, for one attempt. Each step may be the last one that a process does:
 * what is there is found again by its record, and an image is only ever touched when its id is recorded or it is provably
 * empty.
 */
final class Generations {

    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);

    private final WorkTurn turn;
    private final TargetSession session;
    private final ReplicaStore replicas;
    private final CopyStore copies;
    private final ForgottenSeedings forgotten;
    private final Naming naming;
    private final UnrecordedPoints unrecorded;
    private final FailPoint failPoint;

    Generations(Attempt attempt) {
        this.turn = attempt.turn();
        this.session = attempt.session();
        this.replicas = attempt.tools().replicas();
        this.copies = attempt.tools().copies();
        this.forgotten = new ForgottenSeedings(attempt);
        this.naming = new Naming(attempt);
        this.unrecorded = new UnrecordedPoints(attempt);
        this.failPoint = attempt.tools().failPoint();
    }

    /** A new empty generation under a name of its own. */
    OpenReplica begin(TrackedCopy copy, RbdPool place, long epoch, ImageInfo source) {
        Replica planned = planned(copy, place, epoch);
        forgotten.recordOthers(place, planned, number -> planned(copy, place, number));
        turn.runInTransaction(() -> {
            naming.reserve(planned, copy, place);
            replicas.insert(planned);
            replicas.writtenBy(planned.id(), session.writer());
        });
        failPoint.reached(FailPoint.Moment.WRITER_RECORDED);
        String image = create(place, planned, source);
        turn.runInTransaction(() -> replicas.created(planned.id(), image));
        failPoint.reached(FailPoint.Moment.GENERATION_RECORDED);
        return session.open(replicas.find(planned.id()).orElseThrow())
                .orElseThrow(() -> MoveConflictException.passing(
                        "REPLICA_GONE", "the new image " + planned.name() + " was removed while it was being seeded"));
    }

    /** What a generation of that number is before it is made. */
    Replica planned(TrackedCopy copy, RbdPool place, long epoch) {
        String wanted = copy.told().ref().name();
        String key = copy.told().target().key();
        UUID id = Replica.id(copy.told().lineage(), key, epoch);
        return new Replica(
                id,
                copy.told().lineage(),
                key,
                copy.told().source(),
                session.cluster().name(),
                session.cluster().fsid(),
                place.poolId(),
                place.namespace(),
                null,
                ReplicaName.seeding(wanted, epoch),
                wanted,
                epoch,
                ReplicaState.BUILDING,
                copy.told().point());
    }

    private String create(RbdPool place, Replica planned, ImageInfo source) {
        try {
            place.create(planned.name(), ReplicaShape.like(source));
        } catch (RbdAlreadyExistsException e) {
            forgotten.recordInsteadOf(place, planned);
            throw naming.seedNameTaken(planned, place);
        }
        failPoint.reached(FailPoint.Moment.IMAGE_CREATED);
        try (RbdImage image = place.open(ImageLocator.byName(planned.name()))) {
            ReplicaMetadata.writeIdentity(
                    image.metadata(), new ReplicaIdentity(planned.lineage(), planned.source(), planned.epoch()));
            image.metadata().set("spirula.role", "replica");
            return image.id().image();
        }
    }

    /**
     * Removes a generation that never held a point, and everything that was done for it. One that holds a point after all is
     * a replica like any other; one that may hold one stays, and is continued no more.
     *
     * @return what became of it
     */
    ReplicaState discard(Replica building) {
        ReplicaState end =
                building.image() == null ? discardUnrecorded(building) : discardImage(building, building.image());
        if (end != ReplicaState.CURRENT) {
            turn.runInTransaction(() -> replicas.become(building.id(), end));
        }
        return end;
    }

    /** Between its creation and its record an image has neither size nor snapshots: anything else is not ours. */
    private ReplicaState discardUnrecorded(Replica building) {
        session.requireCluster(building);
        session.becomeWriter(building);
        try (RbdPool pool = session.cluster().openPool(building.poolId(), building.namespace())) {
            Naming.find(pool, building.name())
                    .filter(image -> isUntouched(pool, image))
                    .ifPresent(image -> pool.remove(image.image(), ProgressListener.SILENT));
        } catch (RbdNotFoundException e) {
            LOG.info("replica={} was gone before it could be discarded", building.id());
        }
        return ReplicaState.GONE;
    }

    private static boolean isUntouched(RbdPool pool, ImageId id) {
        try (RbdImage image = pool.openReadOnly(ImageLocator.byId(id.image()))) {
            boolean untouched = image.size() == 0 && image.snapshots().list().isEmpty();
            if (!untouched) {
                LOG.warn("image={} stays: it has the name of an unfinished replica but is not empty", id);
            }
            return untouched;
        }
    }

    private ReplicaState discardImage(Replica building, String id) {
        try (OpenReplica open = session.open(building).orElse(null)) {
            if (open == null) {
                LOG.info("replica={} was gone before it could be discarded", building.id());
                return ReplicaState.GONE;
            }
            if (open.strangerWithLock() == null && unrecorded.record(open)) {
                session.endCleanly(open);
                return replicas.find(building.id()).orElseThrow().state();
            }
            if (!discardSnapshots(open)) {
                return ReplicaState.RETIRED;
            }
        }
        try (RbdPool pool = session.cluster().openPool(building.poolId(), building.namespace())) {
            pool.remove(id, ProgressListener.SILENT);
            return ReplicaState.GONE;
        }
    }

    /** All of them are looked at before the first is removed. */
    private boolean discardSnapshots(OpenReplica open) {
        Leftovers leftovers = new Leftovers(copies);
        List<PointRecord> removable = leftovers.of(open.replica(), open.image());
        Set<String> names = removable.stream().map(PointRecord::snapshot).collect(Collectors.toSet());
        boolean onlyLeftovers =
                open.image().snapshots().list().stream().allMatch(found -> names.contains(found.name()));
        if (open.strangerWithLock() != null || !onlyLeftovers) {
            LOG.warn(
                    "replica={} stays although it was not finished: somebody uses it, or it has a snapshot that may be"
                            + " a point",
                    open.replica().id());
            session.endCleanly(open);
            return false;
        }
        leftovers.remove(open, removable);
        return true;
    }

    /**
     * Removes a generation whose last point is gone.
     *
     * @return whether it is gone; false while it has snapshots that others made
     */
    boolean remove(Replica retired) {
        String id = retired.image();
        if (id != null) {
            session.requireCluster(retired);
            try (RbdPool pool = session.cluster().openPool(retired.poolId(), retired.namespace())) {
                if (hasSnapshots(pool, id)) {
                    return false;
                }
                session.becomeWriter(retired);
                removeUnlessUsed(retired, pool, id);
            } catch (RbdNotFoundException e) {
                LOG.info("replica={} was gone before it could be removed", retired.id());
            }
        }
        turn.runInTransaction(() -> replicas.become(retired.id(), ReplicaState.GONE));
        return true;
    }

    private void removeUnlessUsed(Replica retired, RbdPool pool, String id) {
        try {
            pool.remove(id, ProgressListener.SILENT);
        } catch (RbdBusyException e) {
            // somebody uses it, perhaps for long, and nothing of this client is under way
            session.endCleanly(retired);
            throw e;
        }
    }

    private static boolean hasSnapshots(RbdPool pool, String id) {
        try (RbdImage image = pool.openReadOnly(ImageLocator.byId(id))) {
            return !image.snapshots().list().isEmpty();
        }
    }
}
