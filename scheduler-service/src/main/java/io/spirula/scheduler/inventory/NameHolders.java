package io.spirula.scheduler.inventory;

import io.spirula.contracts.ImageRef;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which images names mean. Of images that were told of under one full name only the one observed last has it: another was
 * deleted or renamed, only that was not heard yet. In the trash, where names are not unique, several have it. Pure.
 */
final class NameHolders {

    private NameHolders() {}

    /** The images that have their names now, or, where none has, that had them last. In the same order. */
    static List<ObservedImage> of(Collection<ObservedImage> images) {
        Map<ImageRef, List<ObservedImage>> byName = images.stream()
                .collect(Collectors.groupingBy(ObservedImage::ref, LinkedHashMap::new, Collectors.toList()));
        return byName.values().stream()
                .map(NameHolders::ofOneName)
                .flatMap(List::stream)
                .toList();
    }

    private static List<ObservedImage> ofOneName(List<ObservedImage> namesakes) {
        List<ObservedImage> existing =
                namesakes.stream().filter(image -> !image.gone()).toList();
        List<ObservedImage> named =
                existing.stream().filter(image -> !image.inTrash()).toList();
        if (!named.isEmpty()) {
            return last(named);
        }
        return existing.isEmpty() ? last(namesakes) : existing;
    }

    private static List<ObservedImage> last(List<ObservedImage> images) {
        Optional<Instant> newest =
                images.stream().map(ObservedImage::observedAt).max(Comparator.naturalOrder());
        return images.stream()
                .filter(image -> newest.map(image.observedAt()::equals).orElse(false))
                .toList();
    }
}
