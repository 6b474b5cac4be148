package io.spirula.scheduler.run;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.progress.Progress;
import io.spirula.scheduler.progress.ProgressStore;
import io.spirula.scheduler.security.Caller;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs as a caller may see them. */
@Component
public class RunQueries {

    private final RunStore runs;
    private final ProgressStore progress;

    public RunQueries(RunStore runs, ProgressStore progress) {
        this.runs = runs;
        this.progress = progress;
    }

    /** Newest first. */
    List<RunView> list(Caller caller, @Nullable Collection<LineageId> lineages, @Nullable RunState state, int limit) {
        return views(runs.list(caller.actsForEverybody() ? null : caller.tenant(), lineages, state, limit));
    }

    /**
     * @throws Refusal when the caller sees no such run
     */
    Run one(Caller caller, UUID id) {
        return runs.find(new RunId(id))
                .filter(run -> caller.sees(run.tenant()))
                .orElseThrow(() ->
                        Refusal.of(ProblemCode.NOT_FOUND, "There is no run " + id + "; list them with: spirula runs"));
    }

    /** In the same order. */
    public List<RunView> views(List<Run> found) {
        Map<RunId, List<RunTarget>> targets = runs
                .targetsOf(found.stream().map(Run::id).toList())
                .stream()
                .collect(Collectors.groupingBy(RunTarget::run));
        Map<UUID, Progress> progresses = progress.of(targets.values().stream()
                .flatMap(List::stream)
                .filter(RunTarget::isWorkedOn)
                .map(target -> target.id().value())
                .toList());
        return found.stream()
                .map(run -> view(run, targets.getOrDefault(run.id(), List.of()), progresses))
                .toList();
    }

    private static RunView view(Run run, List<RunTarget> targets, Map<UUID, Progress> progresses) {
        Map<RunTarget, Progress> known = new HashMap<>();
        for (RunTarget target : targets) {
            Progress found = progresses.get(target.id().value());
            if (found != null) {
                known.put(target, found);
            }
        }
        return RunView.of(run, targets, known);
    }
}
