package io.spirula.scheduler.fleet;

import io.spirula.scheduler.inventory.ImageFinder;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyService;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Images and how they do, over HTTP. */
@RestController
@RequestMapping("/api/v1")
class FleetController {

    private final FleetReader fleet;
    private final PolicyService policies;
    private final ImageFinder finder;
    private final Tenants tenants;

    FleetController(FleetReader fleet, PolicyService policies, ImageFinder finder, Tenants tenants) {
        this.fleet = fleet;
        this.policies = policies;
        this.finder = finder;
        this.tenants = tenants;
    }

    @GetMapping("/status")
    StatusView status(@AuthenticationPrincipal Caller caller, @RequestParam(required = false) @Nullable String policy) {
        Optional<String> only = existing(caller, policy);
        Predicate<Policy> visible = found -> caller.sees(found.tenant());
        return new StatusBoard(fleet.read())
                .status(visible.and(found -> only.map(found.name()::equals).orElse(true)));
    }

    @GetMapping("/images")
    List<ImageView> images(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String image,
            @RequestParam(required = false) @Nullable String policy,
            @RequestParam(required = false) @Nullable String cluster,
            @RequestParam(required = false) @Nullable String pool) {
        Predicate<PoolRef> visible = tenants.poolsOf(caller);
        Optional<String> only = existing(caller, policy);
        if (image != null) {
            ObservedImage one = finder.one(image, visible);
            return board(caller).images(candidate -> candidate.id().equals(one.id()));
        }
        ImageBoard board = board(caller);
        return board.images(candidate -> visible.test(PoolRef.of(candidate.ref()))
                && (cluster == null || candidate.ref().cluster().equals(cluster))
                && (pool == null || candidate.ref().pool().equals(pool))
                && only.map(name -> board.isProtectedBy(candidate, name)).orElse(true));
    }

    private ImageBoard board(Caller caller) {
        return new ImageBoard(fleet.read(), policy -> caller.sees(policy.tenant()));
    }

    private Optional<String> existing(Caller caller, @Nullable String policy) {
        return Optional.ofNullable(policy)
                .map(name -> policies.get(caller, name).name());
    }
}
