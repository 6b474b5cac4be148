package io.spirula.scheduler.dispatch;

import io.spirula.contracts.RunId;
import io.spirula.scheduler.problem.GivenText;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.run.Run;
import io.spirula.scheduler.run.RunQueries;
import io.spirula.scheduler.run.RunStore;
import io.spirula.scheduler.run.RunView;
import io.spirula.scheduler.security.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Starting runs over HTTP. */
@RestController
class BackupController {

    private static final int MOST = 1000;

    private final BackupService backups;
    private final RunStore runs;
    private final RunQueries queries;

    BackupController(BackupService backups, RunStore runs, RunQueries queries) {
        this.backups = backups;
        this.runs = runs;
        this.queries = queries;
    }

    @PostMapping("/api/v1/runs")
    @ResponseStatus(HttpStatus.ACCEPTED)
    List<RunView> start(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody BackupBody body) {
        List<String> images = body.images() == null ? List.of() : body.images();
        if (images.isEmpty() || images.size() > MOST) {
            throw Refusal.invalid("images", "images must name 1 to " + MOST + " images");
        }
        images.forEach(image -> GivenText.check("images", image));
        GivenText.check("policy", body.policy());
        List<RunId> started = backups.request(caller, images, body.policy(), key);
        List<Run> found =
                started.stream().map(runs::find).flatMap(Optional::stream).toList();
        return queries.views(found);
    }

    /**
     * Which images.
     *
     * @param images what people call them
     * @param policy the policy to run; null for every one that protects the image
     */
    record BackupBody(
            @Nullable List<String> images, @Nullable String policy) {}
}
