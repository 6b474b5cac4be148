package io.spirula.scheduler.protection;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.policy.Schedule;
import io.spirula.scheduler.selection.Assignment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy protects a disk.
 *
 * @param lineage the disk
 * @param policy the policy
 * @param image the source image
 * @param ref what people call it now
 * @param targets where this policy makes copies; empty when other policies have all that it wants
 * @param conflicts targets that another policy has
 * @param schedule when runs are due
 * @param since when that began
 * @param nextDue when the next run is due; null while none is
 */
public record Protection(
        LineageId lineage,
        String policy,
        ImageId image,
        ImageRef ref,
        List<TargetRef> targets,
        List<Assignment.Conflict> conflicts,
        Schedule schedule,
        Instant since,
        @Nullable Instant nextDue) {

    public Protection {
        targets = List.copyOf(targets);
        conflicts = List.copyOf(conflicts);
    }

    public boolean isEffective() {
        return !targets.isEmpty();
    }

    /**
     * A disk that this policy protected a while ago goes on where it was: a selection that flickers, or an inventory that
     * is read again, asks for no run before the interval is over.
     *
     * @param lastRun when the policy's last run of the disk began; null if there never was one. One in the future is the
     *     work of a clock that was ahead and counts for nothing
     */
    Protection notBefore(@Nullable Instant lastRun, Instant now) {
        Duration every = schedule.every();
        if (lastRun == null || lastRun.isAfter(now) || every == null || nextDue == null) {
            return this;
        }
        Instant earliest = lastRun.plus(every);
        return earliest.isAfter(nextDue)
                ? new Protection(lineage, policy, image, ref, targets, conflicts, schedule, since, earliest)
                : this;
    }
}
