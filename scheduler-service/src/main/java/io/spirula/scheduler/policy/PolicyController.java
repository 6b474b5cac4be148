package io.spirula.scheduler.policy;

import io.spirula.contracts.policy.PolicySpec;
import io.spirula.scheduler.place.PlaceCheck;
import io.spirula.scheduler.policy.PolicyEffects.PolicyUse;
import io.spirula.scheduler.security.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Policies over HTTP. */
@RestController
@RequestMapping("/api/v1/policies")
class PolicyController {

    private final PolicyService service;
    private final PolicyStore policies;
    private final PolicyEffects effects;
    private final PlaceCheck places;

    PolicyController(PolicyService service, PolicyStore policies, PolicyEffects effects, PlaceCheck places) {
        this.service = service;
        this.policies = policies;
        this.effects = effects;
        this.places = places;
    }

    @GetMapping
    List<PolicyView> list(@AuthenticationPrincipal Caller caller) {
        Map<String, PolicyUse> uses = effects.uses();
        return policies.all().stream()
                .filter(policy -> caller.sees(policy.tenant()))
                .map(policy -> PolicyView.of(policy, uses.get(policy.name()), List.of()))
                .toList();
    }

    @GetMapping("/{name}")
    PolicyView one(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
        return view(service.get(caller, name), List.of());
    }

    /** Applying a manifest that says nothing new changes nothing. */
    @PutMapping(
            path = "/{name}",
            consumes = {"application/yaml", "application/x-yaml", "text/yaml", "text/plain", "application/json"})
    ResponseEntity<PolicyView> apply(
            @AuthenticationPrincipal Caller caller, @PathVariable String name, @RequestBody String manifest) {
        List<String> warnings = new ArrayList<>(placesOf(service.draft(caller, name, manifest)));
        Applied applied = service.apply(caller, name, manifest);
        warnings.addAll(applied.warnings());
        return ResponseEntity.status(applied.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(view(applied.policy(), warnings));
    }

    @PostMapping("/{name}/pause")
    PolicyView pause(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
        return view(service.pause(caller, name, true), List.of());
    }

    @PostMapping("/{name}/resume")
    PolicyView resume(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
        return view(service.pause(caller, name, false), List.of());
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
        service.delete(caller, name);
    }

    private List<String> placesOf(Draft draft) {
        return draft.unchanged()
                ? List.of()
                : places.warningsOf(draft.policy().spec(), draft.existing().map(Policy::spec));
    }

    private PolicyView view(Policy policy, List<String> warnings) {
        return PolicyView.of(policy, effects.uses().get(policy.name()), warnings);
    }

    /**
     * A policy.
     *
     * @param name its name
     * @param tenant whose it is
     * @param revision grows by one with each change
     * @param paused whether its schedule rests
     * @param images how many images it protects
     * @param spec what it asks for, with defaults
     * @param manifest as it was written
     * @param createdAt when it was first applied
     * @param changedAt when it was changed last
     * @param nextDue when the next run of any of its images is due
     * @param warnings what is perhaps not meant, and where another policy comes first
     */
    record PolicyView(
            String name,
            String tenant,
            long revision,
            boolean paused,
            int images,
            PolicySpec spec,
            String manifest,
            Instant createdAt,
            Instant changedAt,
            @Nullable Instant nextDue,
            List<String> warnings) {

        static PolicyView of(Policy policy, @Nullable PolicyUse use, List<String> warnings) {
            return new PolicyView(
                    policy.name(),
                    policy.tenant(),
                    policy.revision(),
                    policy.paused(),
                    use == null ? 0 : use.images(),
                    policy.spec(),
                    policy.manifest(),
                    policy.createdAt(),
                    policy.changedAt(),
                    use == null ? null : use.nextDue(),
                    Stream.concat(warnings.stream(), use == null ? Stream.empty() : use.conflicts().stream())
                            .toList());
        }
    }
}
