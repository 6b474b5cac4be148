package io.spirula.scheduler.fleet;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.Copy;
import io.spirula.scheduler.fleet.ImageView.PointRef;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.protection.Protection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes the list of images from the state of the fleet. Pure. */
final class ImageBoard {

    private static final Comparator<Health> WORST_FIRST = Comparator.comparingInt((Health health) -> {
        if (health.met() == null) {
            return 2;
        }
        return Boolean.TRUE.equals(health.met()) ? 1 : 0;
    });

    private final FleetState state;
    private final StatusBoard status;
    private final Map<LineageId, List<Protection>> protections;
    private final Map<LineageId, Copy> newest;

    /**
     * @param tenants whose policies and copies are shown
     */
    ImageBoard(FleetState state, Predicate<String> tenants) {
        this.state = state;
        this.status = new StatusBoard(state, tenants);
        this.protections = state.protections().stream()
                .filter(Protection::isEffective)
                .filter(protection -> state.policy(protection.policy())
                        .filter(policy -> tenants.test(policy.tenant()))
                        .isPresent())
                .collect(Collectors.groupingBy(Protection::lineage));
        this.newest = state.newestComplete().stream()
                .filter(copy -> tenants.test(copy.tenant()))
                .collect(Collectors.toMap(
                        Copy::lineage, copy -> copy, (a, b) -> a.pointTime().isAfter(b.pointTime()) ? a : b));
    }

    List<ImageView> images(Predicate<ObservedImage> shown) {
        return state.images().stream().filter(shown).map(this::view).toList();
    }

    /**
     * Images of which nothing is known but their copies, as after the loss of the cluster that had them.
     *
     * @param shown whose newest complete copy is to be shown
     */
    List<ImageView> unseen(Predicate<Copy> shown) {
        Set<LineageId> seen = state.images().stream()
                .map(image -> LineageId.mintFor(image.id()))
                .collect(Collectors.toSet());
        return newest.values().stream()
                .filter(copy -> !seen.contains(copy.lineage()))
                .filter(shown)
                .sorted(Comparator.comparing((Copy copy) -> copy.ref().text())
                        .thenComparing(copy -> copy.lineage().toString()))
                .map(ImageBoard::view)
                .toList();
    }

    private static ImageView view(Copy copy) {
        return new ImageView(
                copy.source().text(),
                copy.ref().text(),
                copy.lineage().value(),
                copy.size(),
                Map.of(),
                List.of(),
                new PointRef(copy.point().value(), copy.pointTime()),
                new Health(null, null, null),
                false,
                false,
                false,
                false);
    }

    boolean isProtectedBy(ObservedImage image, String policy) {
        return protectionsOf(image).stream()
                .anyMatch(protection -> protection.policy().equals(policy));
    }

    private ImageView view(ObservedImage image) {
        LineageId lineage = LineageId.mintFor(image.id());
        Copy last = newest.get(lineage);
        return new ImageView(
                image.id().text(),
                image.ref().text(),
                lineage.value(),
                image.size(),
                image.labels(),
                protectionsOf(image).stream().map(Protection::policy).toList(),
                last == null ? null : new PointRef(last.point().value(), last.pointTime()),
                health(protectionsOf(image)),
                image.inTrash(),
                image.gone(),
                image.spirulaOwned(),
                true);
    }

    private Health health(List<Protection> protecting) {
        return protecting.stream()
                .flatMap(protection ->
                        state.policy(protection.policy()).stream().map(policy -> status.health(policy, protection)))
                .min(WORST_FIRST)
                .orElse(new Health(null, null, null));
    }

    private List<Protection> protectionsOf(ObservedImage image) {
        return protections.getOrDefault(LineageId.mintFor(image.id()), List.of());
    }
}
