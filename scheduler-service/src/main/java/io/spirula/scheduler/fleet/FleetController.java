package io.spirula.scheduler.fleet;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.scheduler.inventory.ImageFinder;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.point.DiskFinder;
import io.spirula.scheduler.policy.PolicyService;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
    private final DiskFinder disks;
    private final Tenants tenants;

    FleetController(FleetReader fleet, PolicyService policies, ImageFinder finder, DiskFinder disks, Tenants tenants) {
        this.fleet = fleet;
        this.policies = policies;
        this.finder = finder;
        this.disks = disks;
        this.tenants = tenants;
    }

    @GetMapping("/status")
    StatusView status(@AuthenticationPrincipal Caller caller, @RequestParam(required = false) @Nullable String policy) {
        Optional<String> only = existing(caller, policy);
        return new StatusBoard(fleet.read(), caller::sees)
                .status(found -> only.map(found.name()::equals).orElse(true));
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
            return named(caller, image, visible);
        }
        ImageBoard board = board(caller);
        Predicate<ImageRef> asked = ref -> visible.test(PoolRef.of(ref))
                && (cluster == null || ref.cluster().equals(cluster))
                && (pool == null || ref.pool().equals(pool));
        List<ImageView> images = board.images(candidate -> asked.test(candidate.ref())
                && only.map(name -> board.isProtectedBy(candidate, name)).orElse(true));
        List<ImageView> unseen = board.unseen(copy -> only.isEmpty() && asked.test(copy.ref()));
        return Stream.concat(images.stream(), unseen.stream()).toList();
    }

    /** The board is read after the image was found, so that one seen meanwhile is on it. */
    private List<ImageView> named(Caller caller, String image, Predicate<PoolRef> visible) {
        Optional<ObservedImage> one = finder.find(image, visible);
        if (one.isPresent()) {
            return board(caller)
                    .images(candidate -> candidate.id().equals(one.get().id()));
        }
        List<LineageId> onlyCopied = disks.find(caller, image).all();
        return board(caller).unseen(copy -> onlyCopied.contains(copy.lineage()));
    }

    private ImageBoard board(Caller caller) {
        return new ImageBoard(fleet.read(), caller::sees);
    }

    private Optional<String> existing(Caller caller, @Nullable String policy) {
        return Optional.ofNullable(policy)
                .map(name -> policies.get(caller, name).name());
    }
}
