package io.spirula.scheduler.protection;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyConflict;
import io.spirula.scheduler.schedule.DueTimes;
import io.spirula.scheduler.selection.Assignment;
import io.spirula.scheduler.selection.Claim;
import io.spirula.scheduler.selection.Selector;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a set of policies protects images. Pure. */
final class Coverage {

    private final Map<Policy, Selector> selectors = new LinkedHashMap<>();

    /**
     * @param oldestFirst of two that want the same, the first one gets it
     * @param allows whether a tenant may protect a pool
     */
    Coverage(List<Policy> oldestFirst, BiPredicate<String, PoolRef> allows) {
        oldestFirst.forEach(policy -> selectors.put(
                policy, new Selector(policy.spec().source(), pool -> allows.test(policy.tenant(), pool))));
    }

    boolean has(String policy) {
        return selectors.keySet().stream().anyMatch(known -> known.name().equals(policy));
    }

    /**
     * What protects the image from now on.
     *
     * @param before what protected it until now, by policy
     */
    List<Protection> of(ObservedImage image, Map<String, Protection> before, Instant now) {
        Map<String, Policy> wanting = new LinkedHashMap<>();
        selectors.forEach((policy, selector) -> {
            if (selector.selects(image)) {
                wanting.put(policy.name(), policy);
            }
        });
        List<Claim> claims = wanting.values().stream()
                .map(policy -> new Claim(policy.name(), targets(policy)))
                .toList();
        return Assignment.decide(claims).stream()
                .map(assignment -> protection(
                        image,
                        Optional.ofNullable(wanting.get(assignment.policy())).orElseThrow(),
                        assignment,
                        wanting,
                        before.get(assignment.policy()),
                        now))
                .toList();
    }

    private static Protection protection(
            ObservedImage image,
            Policy policy,
            Assignment assignment,
            Map<String, Policy> wanting,
            @Nullable Protection before,
            Instant now) {
        LineageId lineage = LineageId.mintFor(image.id());
        boolean rests = policy.paused() || assignment.targets().isEmpty();
        return new Protection(
                lineage,
                policy.name(),
                image.id(),
                image.ref(),
                assignment.targets(),
                assignment.conflicts().stream()
                        .map(conflict -> new Assignment.Conflict(
                                conflict.target(),
                                Optional.ofNullable(wanting.get(conflict.keptBy()))
                                        .orElseThrow()
                                        .nameFor(policy.tenant())))
                        .toList(),
                policy.spec().schedule(),
                before == null ? now : before.since(),
                rests ? null : nextDue(policy, lineage, before, now));
    }

    /** A disk that is new under an interval is due at once, so that it is not without a copy; a cron expression is waited for. */
    private static @Nullable Instant nextDue(
            Policy policy, LineageId lineage, @Nullable Protection before, Instant now) {
        DueTimes times = DueTimes.of(policy.spec().schedule(), lineage);
        if (before == null && policy.spec().schedule().every() != null) {
            return now;
        }
        Instant known = before == null ? null : before.nextDue();
        boolean same = before != null && before.schedule().equals(policy.spec().schedule());
        return known != null && same ? known : times.after(now).orElse(null);
    }

    /** An image and target that the candidate wants and one of the policies wants too. */
    Optional<PolicyConflict> conflictOf(Policy candidate, Selector selector, List<ObservedImage> images) {
        Map<String, TargetRef> wanted =
                targets(candidate).stream().collect(Collectors.toMap(TargetRef::key, target -> target));
        List<Policy> rivals = selectors.keySet().stream()
                .filter(policy -> !policy.name().equals(candidate.name()))
                .filter(policy -> targets(policy).stream().anyMatch(target -> wanted.containsKey(target.key())))
                .toList();
        if (rivals.isEmpty()) {
            return Optional.empty();
        }
        return images.stream()
                .filter(selector::selects)
                .flatMap(image -> rivals.stream()
                        .filter(rival -> Optional.ofNullable(selectors.get(rival))
                                .orElseThrow()
                                .selects(image))
                        .map(rival -> new PolicyConflict(
                                image.ref(), shared(wanted, rival), rival.nameFor(candidate.tenant()))))
                .findFirst();
    }

    private static TargetRef shared(Map<String, TargetRef> wanted, Policy rival) {
        return targets(rival).stream()
                .filter(target -> wanted.containsKey(target.key()))
                .findFirst()
                .orElseThrow();
    }

    private static List<TargetRef> targets(Policy policy) {
        return policy.spec().targets().stream().map(TargetSpec::target).toList();
    }
}
