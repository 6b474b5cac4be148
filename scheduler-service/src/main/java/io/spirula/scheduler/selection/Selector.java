package io.spirula.scheduler.selection;

import io.spirula.contracts.event.MirrorRole;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.inventory.PoolRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Decides which images a policy selects. Immutable. */
public final class Selector {

    private final SourceSelector source;
    private final Set<PoolRef> pools;
    private final List<Glob> images;
    private final Map<String, Glob> exclude;
    private final Predicate<PoolRef> allowed;

    /**
     * @param source what the policy says
     * @param allowed the pools that the policy's tenant may protect
     */
    public Selector(SourceSelector source, Predicate<PoolRef> allowed) {
        this.source = source;
        this.pools = source.pools().stream()
                .map(pool -> PoolRef.parse(source.cluster(), pool))
                .collect(Collectors.toUnmodifiableSet());
        this.images = source.images().stream().map(Glob::parse).toList();
        this.exclude = source.exclude().stream()
                .distinct()
                .collect(Collectors.toUnmodifiableMap(pattern -> pattern, Glob::parse));
        this.allowed = allowed;
    }

    /** Whether the policy wants this image and may have it. */
    public boolean selects(ObservedImage image) {
        return names(image) && reasonAgainst(image).isEmpty();
    }

    /** Whether pool and patterns name the image; there may still be a reason against it. */
    public boolean names(ObservedImage image) {
        return pools.contains(PoolRef.of(image.ref()))
                && images.stream().anyMatch(glob -> glob.matches(image.ref().name()));
    }

    /** Why an image that the policy names is not protected by it; empty when it is. */
    public Optional<String> reasonAgainst(ObservedImage image) {
        if (image.gone()) {
            return Optional.of("the image does not exist any more");
        }
        if (image.inTrash()) {
            return Optional.of("the image is in the trash");
        }
        if (image.spirulaOwned()) {
            return Optional.of("the image is a replica or a temporary clone made by Spirula");
        }
        if (image.mirrorRole() == MirrorRole.NON_PRIMARY) {
            return Optional.of("the image is a non-primary mirror; protect its primary");
        }
        if (!allowed.test(PoolRef.of(image.ref()))) {
            return Optional.of(
                    "the tenant may not protect pool " + PoolRef.of(image.ref()).text());
        }
        return excluded(image).or(() -> unlabelled(image));
    }

    private Optional<String> excluded(ObservedImage image) {
        return exclude.entrySet().stream()
                .filter(pattern -> pattern.getValue().matches(image.ref().name()))
                .map(pattern -> "excluded by '" + pattern.getKey() + "'")
                .sorted()
                .findFirst();
    }

    private Optional<String> unlabelled(ObservedImage image) {
        return source.labels().entrySet().stream()
                .filter(label -> !label.getValue().equals(image.labels().get(label.getKey())))
                .map(label -> "its metadata " + label.getKey() + " is not '" + label.getValue() + "'")
                .sorted()
                .findFirst();
    }
}
