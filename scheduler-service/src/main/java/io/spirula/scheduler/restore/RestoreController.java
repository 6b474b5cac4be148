package io.spirula.scheduler.restore;

import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.progress.Progress;
import io.spirula.scheduler.progress.ProgressStore;
import io.spirula.scheduler.security.Caller;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Restores over HTTP. */
@RestController
@RequestMapping("/api/v1/restores")
class RestoreController {

    private static final int MOST = 10_000;

    private final RestoreService service;
    private final RestoreStore restores;
    private final ProgressStore progress;

    RestoreController(RestoreService service, RestoreStore restores, ProgressStore progress) {
        this.service = service;
        this.restores = restores;
        this.progress = progress;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    RestoreView request(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody RestoreOrder order) {
        return views(List.of(service.request(caller, order, key))).get(0);
    }

    /** Newest first. */
    @GetMapping
    List<RestoreView> list(@AuthenticationPrincipal Caller caller, @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("limit", "limit must be 1 to " + MOST);
        }
        return views(restores.list(caller.actsForEverybody() ? null : caller.tenant(), limit));
    }

    @GetMapping("/{id}")
    RestoreView one(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return views(List.of(service.visible(caller, id))).get(0);
    }

    /** Accepted as long as it is open; how it ends is told by its state. */
    @PostMapping("/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    RestoreView cancel(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return views(List.of(service.cancel(caller, id))).get(0);
    }

    private List<RestoreView> views(List<Restore> found) {
        Map<UUID, Progress> progresses =
                progress.of(found.stream().map(restore -> restore.id().value()).toList());
        return found.stream()
                .map(restore ->
                        RestoreView.of(restore, progresses.get(restore.id().value())))
                .toList();
    }
}
