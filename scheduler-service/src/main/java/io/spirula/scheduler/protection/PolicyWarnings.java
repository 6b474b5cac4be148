package io.spirula.scheduler.protection;

import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.selection.Glob;
import io.spirula.scheduler.selection.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What in a policy is perhaps not meant, given the images that are known. Pure. */
final class PolicyWarnings {

    private PolicyWarnings() {}

    static List<String> of(Policy policy, List<ObservedImage> images, Predicate<PoolRef> allowed) {
        Selector selector = new Selector(policy.spec().source(), allowed);
        List<ObservedImage> existing =
                images.stream().filter(image -> !image.gone()).toList();
        List<String> warnings = new ArrayList<>();
        List<PoolRef> pools = policy.spec().source().pools().stream()
                .map(pool -> PoolRef.parse(policy.spec().source().cluster(), pool))
                .toList();
        for (PoolRef pool : pools) {
            if (existing.stream().noneMatch(image -> PoolRef.of(image.ref()).equals(pool))) {
                warnings.add("no image of pool " + pool.text()
                        + " is known; it is empty, does not exist, or was not scanned yet");
            }
        }
        for (String pattern : policy.spec().source().images()) {
            Glob glob = Glob.parse(pattern);
            if (existing.stream()
                    .filter(image -> pools.contains(PoolRef.of(image.ref())))
                    .noneMatch(image -> glob.matches(image.ref().name()))) {
                warnings.add("pattern '" + pattern + "' matches no image now");
            }
        }
        if (warnings.isEmpty() && existing.stream().noneMatch(selector::selects)) {
            warnings.add("the policy selects no image now");
        }
        return List.copyOf(warnings);
    }
}
