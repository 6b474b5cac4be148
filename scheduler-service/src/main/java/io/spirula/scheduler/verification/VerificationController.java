package io.spirula.scheduler.verification;

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

/** Verifications over HTTP. */
@RestController
@RequestMapping("/api/v1/verifications")
class VerificationController {

    private static final int MOST = 10_000;

    private final VerificationService service;
    private final VerificationStore verifications;

    VerificationController(VerificationService service, VerificationStore verifications) {
        this.service = service;
        this.verifications = verifications;
    }

    /** One for each target. */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    List<VerificationView> request(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody VerificationOrder order) {
        return service.request(caller, order, key);
    }

    /** Newest first. */
    @GetMapping
    List<VerificationView> list(@AuthenticationPrincipal Caller caller, @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("limit", "limit must be 1 to " + MOST);
        }
        return verifications.list(caller.actsForEverybody() ? null : caller.tenant(), limit);
    }

    @GetMapping("/{id}")
    VerificationView one(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return verifications
                .find(id)
                .filter(found -> caller.sees(found.tenant()))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND, "There is no verification " + id));
    }
}
