package io.spirula.scheduler.protection;

import io.spirula.scheduler.inventory.ImageStore;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.policy.Draft;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyConflict;
import io.spirula.scheduler.policy.PolicyStore;
import io.spirula.scheduler.security.Tenants;
import io.spirula.scheduler.selection.Selector;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tells what applying a policy would do to which images, without doing it. */
@Component
public class PolicyPreview {

    private final PolicyStore policies;
    private final ImageStore images;
    private final ProtectionStore protections;
    private final Tenants tenants;

    public PolicyPreview(PolicyStore policies, ImageStore images, ProtectionStore protections, Tenants tenants) {
        this.policies = policies;
        this.images = images;
        this.protections = protections;
        this.tenants = tenants;
    }

    /** One for each image that the policy names or protects now. */
    @Transactional(readOnly = true)
    public List<Effect> of(Draft draft) {
        Policy policy = draft.policy();
        Selector selector = new Selector(policy.spec().source(), tenants.poolsOf(policy.tenant()));
        Coverage coverage = new Coverage(policies.all(), tenants::allows);
        Set<String> protectedNow = protections.all().stream()
                .filter(protection -> protection.policy().equals(policy.name()) && protection.isEffective())
                .map(protection -> protection.image().text())
                .collect(Collectors.toSet());
        return images.all().stream()
                .flatMap(image ->
                        effect(
                                policy,
                                selector,
                                coverage,
                                image,
                                protectedNow.contains(image.id().text()))
                                .stream())
                .toList();
    }

    /** What is perhaps not meant. */
    @Transactional(readOnly = true)
    public List<String> warningsOf(Policy policy) {
        return PolicyWarnings.of(policy, images.all(), tenants.poolsOf(policy.tenant()));
    }

    private static Optional<Effect> effect(
            Policy policy, Selector selector, Coverage coverage, ObservedImage image, boolean protectedNow) {
        if (!selector.selects(image)) {
            return notSelected(selector, image, protectedNow);
        }
        Optional<PolicyConflict> conflict = coverage.conflictOf(policy, selector, List.of(image));
        return Optional.of(conflict.map(found -> new Effect(
                        image,
                        Action.REFUSE,
                        "policy " + found.other() + " copies it to target "
                                + found.target().key() + " already"))
                .orElseGet(() -> protectedNow
                        ? new Effect(image, Action.UNCHANGED, "the policy protects it already")
                        : new Effect(image, Action.PROTECT, "the policy selects it")));
    }

    private static Optional<Effect> notSelected(Selector selector, ObservedImage image, boolean protectedNow) {
        String reason = Stream.concat(
                        selector.names(image)
                                ? Stream.empty()
                                : Stream.of("neither its pool nor its name is what the policy names"),
                        selector.reasonAgainst(image).stream())
                .findFirst()
                .orElse("the policy does not select it");
        if (protectedNow) {
            return Optional.of(new Effect(image, Action.RELEASE, reason));
        }
        return selector.names(image) && !image.gone()
                ? Optional.of(new Effect(image, Action.REFUSE, reason))
                : Optional.empty();
    }

    /**
     * What becomes of an image.
     *
     * @param image the image
     * @param action what would be done
     * @param reason why
     */
    public record Effect(ObservedImage image, Action action, String reason) {}

    /** What would be done. */
    public enum Action {
        PROTECT,
        UNCHANGED,
        RELEASE,
        REFUSE
    }
}
