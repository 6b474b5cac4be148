package io.spirula.scheduler.run;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.Reason;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.point.DiskFinder;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Runs over HTTP; starting one by hand is elsewhere. */
@RestController
@RequestMapping("/api/v1/runs")
class RunController {

    private static final int MOST = 10_000;

    private final RunQueries queries;
    private final RunService runs;
    private final DiskFinder disks;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    RunController(
            RunQueries queries, RunService runs, DiskFinder disks, AuditLog audit, TransactionTemplate transaction) {
        this.queries = queries;
        this.runs = runs;
        this.disks = disks;
        this.audit = audit;
        this.transaction = transaction;
    }

    @GetMapping
    List<RunView> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String image,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("limit", "limit must be 1 to " + MOST);
        }
        Collection<LineageId> lineages =
                image == null ? null : disks.find(caller, image).all();
        return queries.list(caller, lineages, state == null ? null : state(state), limit);
    }

    @GetMapping("/{id}")
    RunView one(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return queries.views(List.of(queries.one(caller, id))).get(0);
    }

    @PostMapping("/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RunView cancel(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        Run run = queries.one(caller, id);
        transaction.executeWithoutResult(status -> {
            if (runs.cancel(run.id(), caller.name(), new Reason("CANCELLED", "Cancelled by " + caller.name()))) {
                audit.completed(
                        caller,
                        run.tenant(),
                        "run.cancel",
                        "run/" + id,
                        run.ref().text());
            }
        });
        RunView now = one(caller, id);
        if (now.state() != RunState.CANCELLED) {
            throw Refusal.of(
                    ProblemCode.ENDED,
                    "Run " + id + " is " + now.state().name().toLowerCase(Locale.ROOT)
                            + " already and cannot be cancelled any more");
        }
        return now;
    }

    private static RunState state(String text) {
        try {
            return RunState.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("state", "state must be running, completed, failed, cancelled or skipped");
        }
    }
}
