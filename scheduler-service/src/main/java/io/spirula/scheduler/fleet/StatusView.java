package io.spirula.scheduler.fleet;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.Reason;
import io.spirula.scheduler.run.Run;
import io.spirula.scheduler.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the fleet does.
 *
 * @param at the moment of all this
 * @param healthy whether every objective is met, and no image's last run failed
 * @param rows one for each image and policy that protects it
 */
record StatusView(Instant at, boolean healthy, List<Row> rows) {

    /** How many images are protected and have such a row, however many policies protect one. */
    long images(Predicate<Row> which) {
        return rows.stream()
                .filter(Row::isProtecting)
                .filter(which)
                .map(Row::lineage)
                .distinct()
                .count();
    }

    /**
     * An image under a policy.
     *
     * @param image what people call it
     * @param id the image
     * @param lineage the disk
     * @param policy the policy
     * @param targets where its copies go; empty when other policies make all that this one wants
     * @param rpo how it does against the objective
     * @param running what is being done now; null when nothing is
     * @param waiting why it waits; null when it waits for nothing but its schedule
     * @param lastRun the last run that ended
     * @param nextDue when the next run is due
     */
    record Row(
            String image,
            String id,
            UUID lineage,
            String policy,
            List<Target> targets,
            Health rpo,
            @Nullable Running running,
            @Nullable String waiting,
            @Nullable LastRun lastRun,
            @Nullable Instant nextDue) {

        /** A policy that makes no copies of the image cannot fail it. */
        boolean healthy() {
            return !isProtecting()
                    || (!Boolean.FALSE.equals(rpo.met()) && (lastRun == null || lastRun.state() != RunState.FAILED));
        }

        private boolean isProtecting() {
            return !targets.isEmpty();
        }
    }

    /**
     * A target of an image.
     *
     * @param target the policy's name for it
     * @param targetKey the target
     * @param state of the copy that is worked on; complete when none is and there is a point; none otherwise
     * @param lastPoint the last complete point there
     * @param age of that point
     */
    record Target(
            String target,
            String targetKey,
            String state,
            @Nullable LastPoint lastPoint,
            @Nullable Duration age) {}

    /**
     * The last complete point.
     *
     * @param id the point
     * @param time its moment
     * @param bytesChanged bytes that the difference covered
     * @param bytesMoved bytes of data written
     * @param mode what was moved
     */
    record LastPoint(
            UUID id,
            Instant time,
            @Nullable Long bytesChanged,
            @Nullable Long bytesMoved,
            @Nullable CopyMode mode) {

        static LastPoint of(Copy copy) {
            return new LastPoint(
                    copy.point().value(), copy.pointTime(), copy.bytesChanged(), copy.bytesMoved(), copy.mode());
        }
    }

    /**
     * What is being done.
     *
     * @param run the run
     * @param phase snapshot while there is no copy yet, pending, or what the transfer is doing
     * @param bytesDone bytes of the phase done
     * @param bytesTotal bytes of the phase altogether; null while that is not known
     * @param bytesKnown bytes found for the phase up to now; null when that is not known
     * @param bytesPerSecond done lately; null while that is not known
     * @param secondsLeft until the phase is done, at that rate; null when nothing can be said
     */
    record Running(
            UUID run,
            String phase,
            @Nullable Long bytesDone,
            @Nullable Long bytesTotal,
            @Nullable Long bytesKnown,
            @Nullable Long bytesPerSecond,
            @Nullable Long secondsLeft) {

        /** Nothing is known of how far it is. */
        static Running in(UUID run, String phase) {
            return new Running(run, phase, null, null, null, null, null);
        }
    }

    /**
     * A run that ended.
     *
     * @param id the run
     * @param state how
     * @param reason why, unless it was completed
     * @param endedAt when
     */
    record LastRun(
            UUID id,
            RunState state,
            @Nullable Reason reason,
            @Nullable Instant endedAt) {

        static LastRun of(Run run) {
            return new LastRun(run.id().value(), run.state(), run.reason(), run.endedAt());
        }
    }
}
