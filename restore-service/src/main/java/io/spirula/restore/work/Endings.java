package io.spirula.restore.work;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.restore.cluster.Clusters;
import io.spirula.restore.command.Restore;
import io.spirula.restore.command.Restores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends restores that are given up, and does what is left after an end: leftovers are removed, images lose their mark, and
 * clones come to stand alone.
 */
@Component
class Endings {

    private static final Logger log = LoggerFactory.getLogger(Endings.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration CLEAN_UP_RETRY = Duration.ofSeconds(30);
    /** A failure is told after that, even while its leftover cannot be removed. */
    private static final Duration CLEAN_UP_GRACE = Duration.ofMinutes(1);

    /** What is there of a restore that is given up. */
    private enum Remains {
        NOTHING,
        LEFTOVER,
        /** It had its name before the records were set back: it stays, and only its mark is to go. */
        NAMED_IMAGE
    }

    private final Restores restores;
    private final RestoreRun run;
    private final RestoreJournal journal;
    private final Clusters clusters;
    private final EphemeralPublisher publisher;
    private final Clock clock;

    Endings(
            Restores restores,
            RestoreRun run,
            RestoreJournal journal,
            Clusters clusters,
            EphemeralPublisher publisher,
            Clock clock) {
        this.restores = restores;
        this.run = run;
        this.journal = journal;
        this.clusters = clusters;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Ends one that is given up, once nothing is left of it or that takes too long. */
    WorkResult endGivenUp(WorkTurn turn, Restore restore) {
        Reason reason = Objects.requireNonNull(restore.reason(), "a failing restore has a reason");
        Remains remains = discard(turn, restore);
        if (remains == Remains.NOTHING) {
            journal.endGivenUp(turn, restore, reason, false);
            return WorkResult.done();
        }
        if (remains == Remains.NAMED_IMAGE) {
            journal.endGivenUp(
                    turn, restore, and(reason, "the image that it made has its name already, and stays"), true);
            return WorkResult.again(Duration.ZERO);
        }
        Instant since = Objects.requireNonNull(restore.failingSince(), "a failing restore knows since when");
        if (clock.instant().isBefore(since.plus(CLEAN_UP_GRACE))) {
            return WorkResult.again(RETRY);
        }
        String leftover =
                "its unfinished image " + restore.temporaryName() + " is removed as soon as the cluster allows";
        journal.endGivenUp(turn, restore, and(reason, leftover), true);
        return WorkResult.again(CLEAN_UP_RETRY);
    }

    private static Reason and(Reason reason, String more) {
        return new Reason(reason.code(), reason.text() + "; " + more);
    }

    /** Goes on with what one that was given up has left. */
    WorkResult tidy(WorkTurn turn, Restore restore) {
        Remains remains = discard(turn, restore);
        if (remains == Remains.LEFTOVER) {
            return WorkResult.again(CLEAN_UP_RETRY);
        }
        if (remains == Remains.NAMED_IMAGE && !isUnmarked(restore)) {
            return WorkResult.again(CLEAN_UP_RETRY);
        }
        turn.runInTransaction(() -> restores.finish(restore.id()));
        return WorkResult.done();
    }

    private boolean isUnmarked(Restore restore) {
        try {
            clusters.call(restore.destination(), destination -> {
                run.named(restore, destination).ifPresent(image -> NamedImage.unmark(destination, image, restore.id()));
                return restore;
            });
            return true;
        } catch (RbdException | ClusterUnavailableException e) {
            log.warn(
                    "image {} of restore {} keeps its mark for now: {}",
                    restore.destination(),
                    restore.id(),
                    e.getMessage());
            return false;
        }
    }

    /**
     * One that made nothing as far as is recorded may have done so before the database was set back; where that cannot be
     * seen, it is not waited for.
     */
    private Remains discard(WorkTurn turn, Restore restore) {
        if (!restore.intended()
                && !clusters.names().contains(restore.destination().cluster())) {
            return Remains.NOTHING;
        }
        try {
            return clusters.call(restore.destination(), destination -> {
                run.discard(turn, restore, destination);
                return run.named(restore, destination).isPresent() ? Remains.NAMED_IMAGE : Remains.NOTHING;
            });
        } catch (RestoreRefusedException e) {
            return Remains.NOTHING;
        } catch (RbdBusyException e) {
            log.warn("leftover of restore {} is in use and stays for now: {}", restore.id(), e.getMessage());
            return Remains.LEFTOVER;
        } catch (RbdException | ClusterUnavailableException e) {
            log.warn("leftover of restore {} stays for now: {}", restore.id(), e.getMessage());
            return unseen(restore);
        } catch (LostLeaseException e) {
            throw e;
        } catch (RuntimeException e) {
            if (Outage.isOfTheDatabase(e)) {
                throw e;
            }
            log.error("leftover of restore {} stays for now", restore.id(), e);
            return unseen(restore);
        }
    }

    private static Remains unseen(Restore restore) {
        return restore.intended() ? Remains.LEFTOVER : Remains.NOTHING;
    }

    /** Makes a clone stand alone, and lets go of the image. */
    WorkResult afterCompletion(WorkTurn turn, Restore restore) {
        if (restore.unfinished()) {
            return flatten(turn, restore);
        }
        return restore.toLetGo() ? letGo(turn, restore) : WorkResult.done();
    }

    private WorkResult flatten(WorkTurn turn, Restore restore) {
        RestoreContext context = new RestoreContext(restore, turn, restores, publisher, clock);
        ImageId image = imageOf(restore);
        boolean exists;
        try {
            exists = clusters.call(restore.destination(), cluster -> Flattening.flatten(cluster, image, context));
        } catch (RbdException | ClusterUnavailableException e) {
            log.warn("image {} of restore {} is not flattened yet: {}", image, restore.id(), e.getMessage());
            return WorkResult.again(CLEAN_UP_RETRY);
        }
        journal.flattened(turn, restore, image, exists);
        return WorkResult.again(Duration.ZERO);
    }

    private WorkResult letGo(WorkTurn turn, Restore restore) {
        ImageId image = imageOf(restore);
        try {
            if (clusters.names().contains(restore.destination().cluster())) {
                clusters.call(restore.destination(), cluster -> {
                    NamedImage.unmark(cluster, image, restore.id());
                    return image;
                });
            }
        } catch (RbdException | ClusterUnavailableException e) {
            log.warn("image {} of restore {} keeps its mark for now: {}", image, restore.id(), e.getMessage());
            return WorkResult.again(CLEAN_UP_RETRY);
        }
        turn.runInTransaction(() -> restores.letGo(restore.id()));
        return WorkResult.done();
    }

    private static ImageId imageOf(Restore restore) {
        return Objects.requireNonNull(restore.image(), "a completed restore has an image");
    }
}
