package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaDescription;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaName;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generation that a copy began and committed, and that the records lost, as after the database was put back from a
 * backup. It is met by one of its two names; if it says that it is that very generation, and holds the point of that very
 * copy and nothing else, it is recorded as it was, to be proven like any that was committed and not recorded. Anything else
 * is left alone.
 */
final class ForgottenCommit {

    private static final Logger LOG = LoggerFactory.getLogger(ForgottenCommit.class);

    private final WorkTurn turn;
    private final ReplicaStore replicas;
    private final Generations generations;

    ForgottenCommit(Attempt attempt, Generations generations) {
        this.turn = attempt.turn();
        this.replicas = attempt.tools().replicas();
        this.generations = generations;
    }

    /** Whether there was one: the move is to be planned again. */
    boolean takeUp(TrackedCopy copy, RbdPool place) {
        String wanted = copy.told().ref().name();
        for (ImageEntry entry : place.images()) {
            if (entry.name().equals(wanted)
                    || ReplicaName.seedingEpoch(wanted, entry.name()).isPresent()) {
                Optional<Replica> generation = committed(copy, place, entry);
                if (generation.isPresent()) {
                    record(generation.get(), entry);
                    return true;
                }
            }
        }
        return false;
    }

    private void record(Replica generation, ImageEntry entry) {
        turn.runInTransaction(() -> {
            replicas.insert(generation);
            replicas.created(generation.id(), entry.id());
            replicas.named(generation.id(), entry.name());
        });
        LOG.warn(
                "image={} is a seeding of epoch {} that was committed before the records were set back: it is to be proven",
                entry.id(),
                generation.epoch());
    }

    private Optional<Replica> committed(TrackedCopy copy, RbdPool place, ImageEntry entry) {
        try (RbdImage image = place.openReadOnly(ImageLocator.byId(entry.id()))) {
            ReplicaDescription said = ReplicaMetadata.read(image.metadata());
            ReplicaIdentity identity = said.identity();
            if (identity == null
                    || !holds(image, said, copy.told())
                    || replicas.owning(image.id()).isPresent()) {
                return Optional.empty();
            }
            Replica generation = generations.planned(copy, place, identity.epoch());
            return isSaid(identity, generation, entry.name()) && isUnknown(generation)
                    ? Optional.of(generation)
                    : Optional.empty();
        } catch (RbdNotFoundException e) {
            return Optional.empty();
        }
    }

    private static boolean holds(RbdImage image, ReplicaDescription said, Copy copy) {
        PointRecord claim = said.points().get(copy.snapshot());
        List<Snapshot> snapshots = image.snapshots().list();
        return claim != null
                && claim.point().equals(copy.point())
                && claim.lineage().equals(copy.lineage())
                && claim.source().equals(copy.source())
                && claim.sourceSnapshotId() == copy.sourceSnapshotId()
                && snapshots.size() == 1
                && snapshots.get(0).kind() == SnapshotKind.USER
                && snapshots.get(0).name().equals(copy.snapshot())
                && snapshots.get(0).size() == copy.size();
    }

    private static boolean isSaid(ReplicaIdentity identity, Replica generation, String name) {
        return identity.equals(new ReplicaIdentity(generation.lineage(), generation.source(), generation.epoch()))
                && ReplicaName.seedingEpoch(generation.wantedName(), generation.name())
                        .isPresent()
                && (name.equals(generation.name()) || name.equals(generation.wantedName()));
    }

    private boolean isUnknown(Replica generation) {
        return replicas.generation(generation.lineage(), generation.targetKey(), generation.epoch())
                .isEmpty();
    }
}
