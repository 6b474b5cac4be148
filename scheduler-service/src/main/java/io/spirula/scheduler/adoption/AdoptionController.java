package io.spirula.scheduler.adoption;

import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.util.List;
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

/** Adoptions over HTTP, for administrators of all tenants. */
@RestController
@RequestMapping("/api/v1/adoptions")
class AdoptionController {

    private static final int MOST = 10_000;

    private final AdoptionService service;
    private final AdoptionStore adoptions;

    AdoptionController(AdoptionService service, AdoptionStore adoptions) {
        this.service = service;
        this.adoptions = adoptions;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    AdoptionView request(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody AdoptionOrder order) {
        return service.request(caller, order, key);
    }

    /** Newest first. */
    @GetMapping
    List<AdoptionView> list(@AuthenticationPrincipal Caller caller, @RequestParam(defaultValue = "100") int limit) {
        AdoptionService.requireEverybody(caller);
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("limit", "limit must be 1 to " + MOST);
        }
        return adoptions.list(limit);
    }

    @GetMapping("/{id}")
    AdoptionView one(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        AdoptionService.requireEverybody(caller);
        return adoptions.find(id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND, "There is no adoption " + id));
    }
}
