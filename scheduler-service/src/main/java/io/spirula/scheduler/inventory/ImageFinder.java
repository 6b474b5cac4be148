package io.spirula.scheduler.inventory;

import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Understands what people call an image: its id, {@code cluster/pool[/namespace]/name}, or the end of that as far as it is
 * unique. Images that exist come before those that are gone, and an image before one that had its name earlier.
 */
@Component
public class ImageFinder {

    private final ImageStore images;

    public ImageFinder(ImageStore images) {
        this.images = images;
    }

    /**
     * @throws Refusal when no image that the caller may see has this name, or several have
     */
    public ObservedImage one(String text, Predicate<PoolRef> visible) {
        return find(text, visible)
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.NOT_FOUND,
                        "No image " + text
                                + " is known; list them with: spirula images. A new image is seen at the next scan"));
    }

    /**
     * @throws Refusal when several images have this name
     */
    public Optional<ObservedImage> find(String text, Predicate<PoolRef> visible) {
        Optional<ObservedImage> byId = images.find(text).filter(image -> visible.test(PoolRef.of(image.ref())));
        if (byId.isPresent()) {
            return byId;
        }
        List<ObservedImage> visibleOnes = images.named(text.substring(text.lastIndexOf('/') + 1)).stream()
                .filter(image -> visible.test(PoolRef.of(image.ref())))
                .toList();
        return only(text, meant(text, visibleOnes));
    }

    /** A name that is complete means what is called exactly so, whatever longer names end in it. */
    static List<ObservedImage> meant(String text, List<ObservedImage> images) {
        List<ObservedImage> holders = NameHolders.of(images);
        List<ObservedImage> exact = holders.stream()
                .filter(image -> image.ref().text().equals(text))
                .toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        List<ObservedImage> candidates = holders.stream()
                .filter(image -> image.ref().text().endsWith("/" + text))
                .toList();
        List<ObservedImage> existing =
                candidates.stream().filter(image -> !image.gone()).toList();
        return existing.isEmpty() ? candidates : existing;
    }

    private static Optional<ObservedImage> only(String text, List<ObservedImage> candidates) {
        if (candidates.size() > 1) {
            String names = candidates.stream()
                    .map(image -> image.ref().text() + " (" + image.id().text() + ")")
                    .limit(10)
                    .collect(Collectors.joining(", "));
            throw Refusal.of(
                    ProblemCode.AMBIGUOUS,
                    "Several images are called " + text + ": " + names + "; name one of them completely or by its id");
        }
        return candidates.stream().findFirst();
    }
}
