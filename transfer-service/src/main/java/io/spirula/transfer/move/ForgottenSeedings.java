package io.spirula.transfer.move;

import io.spirula.contracts.ImageId;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.RouteStore;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaName;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seedings that were begun by records that are lost, as after the database was put back from a backup. One is met by its
 * name; if it says that it is that very generation, and holds nothing, it is recorded, and goes as any other without a point.
 * Anything else that has the name is left alone.
 */
final class ForgottenSeedings {

    private static final Logger LOG = LoggerFactory.getLogger(ForgottenSeedings.class);

    private final WorkTurn turn;
    private final TargetSession session;
    private final ReplicaStore replicas;
    private final RouteStore routes;

    ForgottenSeedings(Attempt attempt) {
        this.turn = attempt.turn();
        this.session = attempt.session();
        this.replicas = attempt.tools().replicas();
        this.routes = attempt.tools().routes();
    }

    /**
     * Those that the new generation will not meet by its own name.
     *
     * @param planned the new generation, not begun yet
     * @param generation what it would be with another number
     */
    void recordOthers(RbdPool place, Replica planned, LongFunction<Replica> generation) {
        for (ImageEntry entry : place.images()) {
            OptionalLong epoch = ReplicaName.seedingEpoch(planned.wantedName(), entry.name());
            if (epoch.isPresent() && epoch.getAsLong() != planned.epoch()) {
                Replica other = generation.apply(epoch.getAsLong());
                if (replicas.generation(other.lineage(), other.targetKey(), other.epoch())
                        .isEmpty()) {
                    find(place, other)
                            .ifPresent(image -> turn.runInTransaction(() -> {
                                replicas.insert(other);
                                record(other, image);
                            }));
                }
            }
        }
    }

    /** A new generation was not made, since there is an image of its name. */
    void recordInsteadOf(RbdPool place, Replica planned) {
        Optional<ImageId> forgotten = find(place, planned);
        turn.runInTransaction(() -> {
            replicas.endedCleanly(planned.id(), session.writer());
            if (forgotten.isPresent()) {
                record(planned, forgotten.get());
            } else {
                replicas.become(planned.id(), ReplicaState.GONE);
            }
        });
    }

    private void record(Replica seeding, ImageId image) {
        replicas.created(seeding.id(), image.image());
        replicas.become(seeding.id(), ReplicaState.RETIRED);
        routes.requestTidy(new Route(seeding.lineage(), seeding.targetKey()));
        LOG.warn(
                "image={} is a seeding of epoch {} that the records had forgotten: it is to be removed",
                image,
                seeding.epoch());
    }

    private Optional<ImageId> find(RbdPool place, Replica seeding) {
        ReplicaIdentity identity = new ReplicaIdentity(seeding.lineage(), seeding.source(), seeding.epoch());
        try (RbdImage image = place.openReadOnly(ImageLocator.byName(seeding.name()))) {
            boolean ours =
                    identity.equals(ReplicaMetadata.read(image.metadata()).identity())
                            && image.snapshots().list().isEmpty()
                            && replicas.owning(image.id()).isEmpty();
            return ours ? Optional.of(image.id()) : Optional.empty();
        } catch (RbdNotFoundException e) {
            return Optional.empty();
        }
    }
}
