package io.spirula.scheduler.schedule;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.policy.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The moments at which runs of one disk are due. They depend on nothing but the schedule and the disk, so that every
 * instance, before and after a restart, finds the same ones.
 */
public final class DueTimes {

    private final Slots slots;
    private final Duration offset;

    private DueTimes(Slots slots, Duration offset) {
        this.slots = slots;
        this.offset = offset;
    }

    /** The due times of a disk: those of the schedule, moved by the disk's own share of the jitter. */
    public static DueTimes of(Schedule schedule, LineageId lineage) {
        return new DueTimes(slotsOf(schedule), offset(schedule.jitter(), lineage));
    }

    /** The first one after this moment; empty when there is none, as with a cron expression of 31 February. */
    public Optional<Instant> after(Instant moment) {
        return slots.after(moment.minus(offset)).map(slot -> slot.plus(offset));
    }

    /**
     * The time itself, or the next one after now if a clock that was ahead set it: none is due later than the second
     * one from now.
     */
    public Instant notTooLate(Instant nextDue, Instant now) {
        Optional<Instant> first = after(now);
        Optional<Instant> latest = first.flatMap(this::after).or(() -> first);
        return latest.filter(nextDue::isAfter).flatMap(late -> first).orElse(nextDue);
    }

    /** By how much the disk's runs are later than the schedule says: from zero to below the jitter. */
    public Duration offset() {
        return offset;
    }

    private static Slots slotsOf(Schedule schedule) {
        Duration every = schedule.every();
        if (every != null) {
            return new EverySlots(every);
        }
        String cron = schedule.cron();
        if (cron == null) {
            throw new IllegalArgumentException("A schedule has either every or cron");
        }
        return new CronSlots(cron, ZoneId.of(schedule.zone()));
    }

    private static Duration offset(Duration jitter, LineageId lineage) {
        long width = jitter.toMillis();
        if (width <= 0) {
            return Duration.ZERO;
        }
        long hash =
                lineage.value().getMostSignificantBits() * 31 + lineage.value().getLeastSignificantBits();
        return Duration.ofMillis(Math.floorMod(hash, width));
    }
}
