package io.spirula.restore.work;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.restore.command.Restore;
import io.spirula.restore.command.RestoreState;
import io.spirula.restore.command.Restores;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One attempt to bring a restore from where it is to an image that has its name. */
@Component
class RestoreRun {

    private static final Logger log = LoggerFactory.getLogger(RestoreRun.class);
    /** Longer than a process that is only paused is ever left so. */
    private static final Duration FENCE = Duration.ofHours(24);

    private final Restores restores;
    private final ImageMaker maker;

    RestoreRun(Restores restores, ImageMaker maker) {
        this.restores = restores;
        this.maker = maker;
    }

    /** Makes the image unless it is made, and puts it in place; returns its id. */
    ImageId run(WorkTurn turn, Restore restore, CephCluster source, CephCluster destination, RestoreContext context) {
        try (RbdPool pool = openDestination(destination, restore)) {
            becomeWriter(turn, restore, destination, new MadeImage(pool, restore));
            if (restore.state() == RestoreState.RUNNING) {
                make(turn, restore, source, destination, pool, context);
            }
            Restore verified = restores.find(restore.id()).orElse(restore);
            ImageId image = verified.image();
            if (verified.state() != RestoreState.VERIFIED || image == null) {
                throw new IllegalStateException("restore " + restore.id() + " is " + verified.state() + " with image "
                        + image + " but should be verified");
            }
            turn.requireNewest();
            putInPlace(verified, image, pool, context);
            return image;
        }
    }

    /** Removes what an attempt left, so that nothing can still be written to it. */
    void discard(WorkTurn turn, Restore restore, CephCluster destination) {
        try (RbdPool pool = openDestination(destination, restore)) {
            MadeImage made = new MadeImage(pool, restore);
            if (!restore.intended() && !made.isLeftOver()) {
                return;
            }
            becomeWriter(turn, restore, destination, made);
            try {
                made.discard();
            } catch (RbdBusyException e) {
                // somebody uses the leftover: it may stay so for long, and nothing of this client is under way
                endCleanly(turn, restore, destination);
                throw e;
            }
            endCleanly(turn, restore, destination);
        }
    }

    /** The image that has its name although the restore is given up: it stays. */
    Optional<ImageId> named(Restore restore, CephCluster destination) {
        try (RbdPool pool = openDestination(destination, restore)) {
            return NamedImage.find(pool, restore);
        }
    }

    private void make(
            WorkTurn turn,
            Restore restore,
            CephCluster source,
            CephCluster destination,
            RbdPool pool,
            RestoreContext context) {
        LeaseGranted grant = restore.grant();
        if (grant == null) {
            throw new IllegalStateException("restore " + restore.id() + " runs without a lease");
        }
        Optional<ImageId> named = NamedImage.find(pool, restore);
        if (named.isPresent()) {
            takeUp(turn, restore, grant, source, pool, named.get(), context);
            return;
        }
        MadeImage made = new MadeImage(pool, restore);
        made.requireFreeDestination();
        made.requireFreeTemporaryName();
        made.discard();
        try (ReplicaSnapshot replica = ReplicaSnapshot.open(source, grant)) {
            turn.runInTransaction(() -> restores.intend(restore.id()));
            if (restore.request().instant()) {
                requireSameCluster(source, destination, grant);
                maker.clone(turn, restore, grant, replica, pool);
            } else {
                maker.copy(turn, restore, grant, replica, pool, context);
            }
        }
    }

    private void takeUp(
            WorkTurn turn,
            Restore restore,
            LeaseGranted grant,
            CephCluster source,
            RbdPool pool,
            ImageId named,
            RestoreContext context) {
        log.warn(
                "restore {} made image {} before the database was set back: it is compared and taken up",
                restore.id(),
                named);
        try (ReplicaSnapshot replica = ReplicaSnapshot.open(source, grant);
                RbdImage image = pool.openReadOnly(ImageLocator.byId(named.image()))) {
            maker.takeUp(turn, restore, grant, replica, image, context);
        }
    }

    private static void putInPlace(Restore restore, ImageId image, RbdPool pool, RestoreContext context) {
        MadeImage made = new MadeImage(pool, restore);
        boolean inPlace = made.nameOf(image)
                .filter(name -> !name.equals(restore.temporaryName()))
                .isPresent();
        Optional<Reason> cancellation = restore.cancellation();
        if (!inPlace && cancellation.isPresent()) {
            throw new RestoreRefusedException(cancellation.get());
        }
        if (!inPlace && context.isLate()) {
            throw new RestoreRefusedException(
                    "DEADLINE",
                    "the image was not usable before " + restore.request().deadline() + "; ask again");
        }
        made.putInPlace(image);
    }

    private static void requireSameCluster(CephCluster source, CephCluster destination, LeaseGranted grant) {
        if (!source.fsid().equals(destination.fsid())) {
            throw new RestoreRefusedException(
                    "INSTANT_NEEDS_REPLICA_CLUSTER",
                    "replica " + grant.replica().ref() + " is on cluster " + source.fsid() + ", not on "
                            + destination.fsid() + "; leave instant out to make a copy");
        }
    }

    /**
     * Whoever wrote before may only be paused: nothing of it lands from here on. Then this client is recorded, before it
     * makes or removes anything.
     */
    private void becomeWriter(WorkTurn turn, Restore restore, CephCluster destination, MadeImage made) {
        Set<String> former = new LinkedHashSet<>();
        Optional.ofNullable(restore.writer()).ifPresent(former::add);
        made.unrecordedWriter().ifPresent(former::add);
        if (!former.isEmpty()) {
            former.forEach(writer -> destination.blocklist(writer, FENCE));
            destination.awaitLatestOsdMap();
        }
        turn.runInTransaction(() -> restores.writtenBy(restore.id(), destination.clientAddress()));
    }

    /** Nothing of this client can still land: the next one need not shut it out. */
    private void endCleanly(WorkTurn turn, Restore restore, CephCluster destination) {
        turn.runInTransaction(() -> restores.endedCleanly(restore.id(), destination.clientAddress()));
    }

    private static RbdPool openDestination(CephCluster cluster, Restore restore) {
        return DestinationPool.open(cluster, restore.destination());
    }
}
