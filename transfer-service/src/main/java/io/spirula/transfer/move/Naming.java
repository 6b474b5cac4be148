package io.spirula.transfer.move;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Copy;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.plan.MovePlan;
import io.spirula.mover.plan.NameClaim;
import io.spirula.mover.plan.NameHolder;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdAlreadyExistsException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaName;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives replicas the names of their sources, for one attempt. Lineages whose sources have one name at the same time never
 * take it from each other: {@link NameHolder} decides who makes way.
 */
final class Naming {

    private static final Logger LOG = LoggerFactory.getLogger(Naming.class);

    private final WorkTurn turn;
    private final TargetSession session;
    private final ReplicaStore replicas;
    private final CopyStore copies;
    private final FailPoint failPoint;

    Naming(Attempt attempt) {
        this.turn = attempt.turn();
        this.session = attempt.session();
        this.replicas = attempt.tools().replicas();
        this.copies = attempt.tools().copies();
        this.failPoint = attempt.tools().failPoint();
    }

    /** What the replica that a copy goes to is to be called. */
    ImageRef wanted(TrackedCopy copy, RbdPool place) {
        return ref(place, copy.told().ref().name());
    }

    /**
     * Who has the name that a copy's replica is to get. Seedings are looked for first: one that ends meanwhile has the name
     * by the time that the images are looked at.
     */
    NameHolder holder(TrackedCopy copy, RbdPool place) {
        String name = copy.told().ref().name();
        NameHolder holder = refusingSeeding(copy, place, name).orElseGet(() -> owner(place, name));
        refusal(holder, copy, place, name).ifPresent(refusal -> logRefused(refusal, holder, copy, place, name));
        return holder;
    }

    private Optional<NameHolder> refusingSeeding(TrackedCopy copy, RbdPool place, String name) {
        return seedings(copy.told(), place, name)
                .filter(other -> refusal(other, copy, place, name).isPresent())
                .findFirst();
    }

    /**
     * Sees to it that a new generation can be begun, and that no other one is begun for its name until the transaction
     * ends.
     *
     * @throws MoveConflictException when another one was begun meanwhile
     */
    void reserve(Replica planned, TrackedCopy copy, RbdPool place) {
        replicas.lockPlace(session.cluster().fsid(), place.poolId(), place.namespace());
        String name = planned.wantedName();
        refusingSeeding(copy, place, name).ifPresent(other -> {
            MovePlan.Conflict refusal = refusal(other, copy, place, name).orElseThrow();
            logRefused(refusal, other, copy, place, name);
            throw MoveConflictException.of(refusal);
        });
        if (replicas.hasNamed(session.cluster().fsid(), place.poolId(), place.namespace(), planned.name())) {
            throw seedNameTaken(planned, place);
        }
    }

    /** The next attempt has another number, and with it another name. */
    MoveConflictException seedNameTaken(Replica planned, RbdPool place) {
        return MoveConflictException.passing(
                "TARGET_NAME_TAKEN",
                "there is an image "
                        + RbdNames.printable(ref(place, planned.name()).text())
                        + " already, which this copy did not make: it is left alone, and seeding begins again under"
                        + " another name");
    }

    /**
     * Gives a complete generation the name that it wants. A replica that is to make way for it moves aside; any other image
     * keeps the name, and the replica its own.
     *
     * @return what the replica is called now
     */
    String take(TrackedCopy copy, OpenReplica complete) {
        Replica replica = complete.replica();
        RbdPool place = complete.pool();
        String wanted = replica.wantedName();
        String present = complete.image().name();
        if (present.equals(wanted)) {
            return present;
        }
        NameHolder holder = owner(place, wanted);
        Optional<MovePlan.Conflict> refusal = refusal(holder, copy, place, wanted);
        if (refusal.isPresent()) {
            logRefused(refusal.get(), holder, copy, place, wanted);
            return stays(replica, present, refusal.get().why());
        }
        if (holder instanceof NameHolder.Ours ours && !moveAside(place, ours.image())) {
            return present;
        }
        try {
            place.rename(complete.image().id().image(), wanted);
        } catch (RbdAlreadyExistsException e) {
            return stays(replica, present, "the name was taken at the last moment");
        }
        failPoint.reached(FailPoint.Moment.NAMED);
        return wanted;
    }

    private boolean moveAside(RbdPool place, ImageId holder) {
        Replica ours = replicas.owning(holder).orElseThrow();
        String aside = ReplicaName.retired(ours.wantedName(), ours.epoch());
        try {
            place.rename(holder.image(), aside);
        } catch (RbdAlreadyExistsException e) {
            LOG.warn(
                    "image={} keeps its name: {} is taken by an image of somebody else",
                    holder,
                    RbdNames.printable(aside));
            return false;
        }
        turn.runInTransaction(() -> replicas.movedAside(ours.id(), aside));
        return true;
    }

    private static String stays(Replica replica, String present, String why) {
        LOG.warn("replica={} keeps the name {}: {}", replica.id(), RbdNames.printable(present), why);
        return present;
    }

    private Stream<NameHolder> seedings(Copy copy, RbdPool place, String name) {
        return replicas.seeding(session.cluster().fsid(), place.poolId(), place.namespace(), name).stream()
                .filter(other -> !other.lineage().equals(copy.lineage()))
                .map(other -> new NameHolder.Seeding(claim(other)));
    }

    /** Who has a name now. */
    private NameHolder owner(RbdPool place, String name) {
        try (RbdImage image = place.openReadOnly(ImageLocator.byName(name))) {
            Optional<Replica> ours = replicas.owning(image.id());
            return ours.isPresent()
                    ? new NameHolder.Ours(image.id(), claim(ours.get()))
                    : new NameHolder.Stranger(
                            image.id(), ReplicaMetadata.read(image.metadata()).identity());
        } catch (RbdNotFoundException e) {
            return new NameHolder.Nobody();
        }
    }

    private NameClaim claim(Replica replica) {
        return copies.newest(new Route(replica.lineage(), replica.targetKey()))
                .map(copy -> claim(copy.told()))
                .orElseThrow(
                        () -> new IllegalStateException("replica " + replica.id() + " was begun without any copy"));
    }

    private static NameClaim claim(Copy copy) {
        return new NameClaim(copy.lineage(), copy.tenant(), copy.ref(), copy.pointTime());
    }

    private Optional<MovePlan.Conflict> refusal(NameHolder holder, TrackedCopy copy, RbdPool place, String name) {
        return holder.refusal(ref(place, name), claim(copy.told()));
    }

    /** What the tenant may not be told of who has the name. */
    private void logRefused(
            MovePlan.Conflict refusal, NameHolder holder, TrackedCopy copy, RbdPool place, String name) {
        LOG.warn(
                "{}: {} is wanted for {} of tenant {}, and held by {}",
                refusal.code(),
                RbdNames.printable(ref(place, name).text()),
                RbdNames.printable(copy.told().ref().text()),
                copy.told().tenant(),
                holder.who());
    }

    private ImageRef ref(RbdPool place, String name) {
        return new ImageRef(session.cluster().name(), place.poolName(), place.namespace(), name);
    }

    static Optional<ImageId> find(RbdPool place, String name) {
        try (RbdImage image = place.openReadOnly(ImageLocator.byName(name))) {
            return Optional.of(image.id());
        } catch (RbdNotFoundException e) {
            return Optional.empty();
        }
    }
}
