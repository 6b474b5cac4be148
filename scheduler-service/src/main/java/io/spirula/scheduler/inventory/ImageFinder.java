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
 * unique. Images that exist come before those that are gone.
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
        List<ObservedImage> candidates = named(text).stream()
                .filter(image -> visible.test(PoolRef.of(image.ref())))
                .toList();
        List<ObservedImage> existing =
                candidates.stream().filter(image -> !image.gone()).toList();
        return only(text, existing.isEmpty() ? candidates : existing);
    }

    private List<ObservedImage> named(String text) {
        String name = text.substring(text.lastIndexOf('/') + 1);
        return images.named(name).stream()
                .filter(image -> isEndOf(image.ref().text(), text))
                .toList();
    }

    private static boolean isEndOf(String ref, String text) {
        return ref.equals(text) || ref.endsWith("/" + text);
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
