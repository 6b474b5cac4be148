package io.spirula.scheduler.schedule;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RunTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a due run. Pure.
 *
 * @param targets where copies go; empty when the run is skipped
 * @param trigger why it is started
 * @param skipped why it is skipped; null when it is started
 * @param nextDue when the next one is due; null when never
 */
public record DueDecision(
        List<TargetRef> targets,
        RunTrigger trigger,
        @Nullable Reason skipped,
        @Nullable Instant nextDue) {

    /** A run that is later than this was missed, even if no other was due meanwhile. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    public DueDecision {
        targets = List.copyOf(targets);
    }

    /**
     * One run makes up for all that were missed; targets that are still busy are left out.
     *
     * @param dueAt when it was due
     * @param targets where the policy makes copies
     * @param busy why a target is busy, by its key
     * @param catchUp whether missed runs are made up for
     */
    public static DueDecision of(
            DueTimes times,
            Instant dueAt,
            Instant now,
            List<TargetRef> targets,
            Map<String, String> busy,
            boolean catchUp) {
        Instant nextDue = times.after(now).orElse(null);
        boolean missed = Duration.between(dueAt, now).compareTo(TOLERANCE) > 0
                || times.after(dueAt).map(next -> !next.isAfter(now)).orElse(false);
        if (missed && !catchUp) {
            return skip(
                    new Reason("MISSED", "It was due at " + dueAt + " while nobody was there, and catchUp is off"),
                    nextDue);
        }
        List<TargetRef> free = targets.stream()
                .filter(target -> !busy.containsKey(target.key()))
                .toList();
        if (free.isEmpty()) {
            return skip(new Reason("BUSY", describe(targets, busy)), nextDue);
        }
        return new DueDecision(free, missed ? RunTrigger.CATCH_UP : RunTrigger.SCHEDULE, null, nextDue);
    }

    /** Which of the targets are busy, and with what. */
    public static String describe(List<TargetRef> targets, Map<String, String> busy) {
        return targets.stream()
                .filter(target -> busy.containsKey(target.key()))
                .map(target -> "target " + target.name() + ": " + busy.get(target.key()))
                .collect(Collectors.joining("; "));
    }

    private static DueDecision skip(Reason reason, @Nullable Instant nextDue) {
        return new DueDecision(List.of(), RunTrigger.SCHEDULE, reason, nextDue);
    }
}
