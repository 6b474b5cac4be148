package io.spirula.scheduler.run;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.Reason;
import io.spirula.scheduler.run.RunTarget.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a running run ends, if it does. Pure.
 *
 * @param state completed or failed
 * @param reason why it failed; null when it is complete
 */
record RunVerdict(RunState state, @Nullable Reason reason) {

    /** Judges by the copies alone: nothing before all of them ended. */
    static Optional<RunVerdict> of(List<RunTarget> targets) {
        if (targets.stream().anyMatch(target -> target.fate() == Fate.OPEN)) {
            return Optional.empty();
        }
        List<RunTarget> failed =
                targets.stream().filter(target -> target.fate() == Fate.FAILED).toList();
        return Optional.of(
                failed.isEmpty()
                        ? new RunVerdict(RunState.COMPLETED, null)
                        : new RunVerdict(RunState.FAILED, reasonOf(failed)));
    }

    /** Judges a run whose deadline passed. */
    static RunVerdict afterDeadline(Instant startedAt, Instant deadline, List<RunTarget> targets) {
        String open = targets.stream()
                .filter(target -> target.fate() == Fate.OPEN)
                .map(RunVerdict::describe)
                .collect(Collectors.joining("; "));
        return new RunVerdict(
                RunState.FAILED,
                new Reason(
                        "DEADLINE",
                        "Not complete within " + Duration.between(startedAt, deadline) + ": " + open
                                + ". A copy that arrives later still becomes a point"));
    }

    private static Reason reasonOf(List<RunTarget> failed) {
        Reason first = reason(failed.get(0));
        String text = failed.stream()
                .map(target -> "target " + target.target().name() + ": "
                        + reason(target).text())
                .collect(Collectors.joining("; "));
        return new Reason(first.code(), text);
    }

    private static Reason reason(RunTarget target) {
        Copy copy = target.copy();
        Reason reason = copy == null ? null : copy.reason();
        if (reason != null) {
            return reason;
        }
        String state = copy == null ? "missing" : copy.state().name().toLowerCase(Locale.ROOT);
        return new Reason("COPY_" + state.toUpperCase(Locale.ROOT), "the copy is " + state);
    }

    private static String describe(RunTarget target) {
        Copy copy = target.copy();
        if (copy == null) {
            return "target " + target.target().name() + " has heard of no snapshot yet";
        }
        Reason reason = copy.reason();
        return "the copy on target " + target.target().name() + " is "
                + copy.state().name().toLowerCase(Locale.ROOT) + (reason == null ? "" : " (" + reason.text() + ")");
    }
}
