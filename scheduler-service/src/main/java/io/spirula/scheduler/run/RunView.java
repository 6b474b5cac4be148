package io.spirula.scheduler.run;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RunTrigger;
import io.spirula.scheduler.progress.Progress;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as the API tells it.
 *
 * @param id the run
 * @param image what people called the image then
 * @param imageId the image
 * @param lineage the disk
 * @param state where it is in its life
 * @param reason why it failed, was cancelled or skipped
 * @param startedAt when it was requested
 * @param endedAt when it ended
 * @param deadline a run that is not complete by then has failed
 * @param policy the policy that asked
 * @param trigger why
 * @param point the point that it makes
 * @param targets where copies go
 * @param progress how far it is, as told last of any target; null when that is not known
 */
public record RunView(
        UUID id,
        String image,
        String imageId,
        UUID lineage,
        RunState state,
        @Nullable Reason reason,
        Instant startedAt,
        @Nullable Instant endedAt,
        Instant deadline,
        String policy,
        RunTrigger trigger,
        UUID point,
        List<TargetView> targets,
        @Nullable Progress progress) {

    static RunView of(Run run, List<RunTarget> targets, Map<RunTarget, Progress> progress) {
        return new RunView(
                run.id().value(),
                run.ref().text(),
                run.image().text(),
                run.lineage().value(),
                run.state(),
                run.reason(),
                run.startedAt(),
                run.endedAt(),
                run.deadline(),
                run.policy(),
                run.trigger(),
                run.point().value(),
                targets.stream()
                        .map(target -> TargetView.of(run, target, progress.get(target)))
                        .toList(),
                progress.values().stream()
                        .max(Comparator.comparing(Progress::at))
                        .orElse(null));
    }

    /**
     * A target of the run.
     *
     * @param target the policy's name for it
     * @param targetKey the target
     * @param state of the copy; requested while nothing was heard of it, skipped when none was asked for
     * @param mode what was moved
     * @param diff how what has changed was found; null until the copy is complete
     * @param diffReason why so
     * @param bytesChanged bytes that the difference covered
     * @param bytesMoved bytes of data written
     * @param reason why it waits or failed
     * @param progress how far it is; null when that is not known
     */
    public record TargetView(
            String target,
            String targetKey,
            String state,
            @Nullable CopyMode mode,
            @Nullable CopyDiff diff,
            @Nullable Reason diffReason,
            @Nullable Long bytesChanged,
            @Nullable Long bytesMoved,
            @Nullable Reason reason,
            @Nullable Progress progress) {

        static TargetView of(Run run, RunTarget target, @Nullable Progress progress) {
            Copy copy = target.copy();
            String name = target.target().name();
            String key = target.target().key();
            if (copy == null) {
                String state = run.state() == RunState.RUNNING
                        ? "requested"
                        : run.state().name().toLowerCase(Locale.ROOT);
                return new TargetView(name, key, state, null, null, null, null, null, null, null);
            }
            return new TargetView(
                    name,
                    key,
                    copy.state().name().toLowerCase(Locale.ROOT),
                    copy.mode(),
                    copy.diff(),
                    copy.diffReason(),
                    copy.bytesChanged(),
                    copy.bytesMoved(),
                    copy.reason(),
                    copy.state().terminal() ? null : progress);
        }
    }
}
