package io.spirula.scheduler.protection;

import io.spirula.contracts.TargetRef;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells which targets of one image no policy copies to any more. Pure. */
final class LostTargets {

    private LostTargets() {}

    /** A target that went from one policy to another is not lost. */
    static List<TargetRef> between(Collection<Protection> before, Collection<Protection> after) {
        Set<String> kept = after.stream()
                .flatMap(protection -> protection.targets().stream())
                .map(TargetRef::key)
                .collect(Collectors.toSet());
        return before.stream()
                .flatMap(protection -> protection.targets().stream())
                .filter(target -> !kept.contains(target.key()))
                .toList();
    }
}
