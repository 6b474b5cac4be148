package io.spirula.scheduler.point;

import io.spirula.contracts.LineageId;
import io.spirula.scheduler.inventory.ImageFinder;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds disks by the names of images, also of images that are gone, by ids of images, and by lineage. */
@Component
public class DiskFinder {

    private static final int UUID_LENGTH = 36;

    private final ImageFinder images;
    private final CopyStore copies;
    private final Tenants tenants;

    public DiskFinder(ImageFinder images, CopyStore copies, Tenants tenants) {
        this.images = images;
        this.copies = copies;
        this.tenants = tenants;
    }

    /**
     * @throws Refusal when nothing has this name, or too much has
     */
    public Disk find(Caller caller, String text) {
        Predicate<PoolRef> visible = tenants.poolsOf(caller);
        Optional<ObservedImage> image = images.find(text, visible);
        String tenant = caller.actsForEverybody() ? null : caller.tenant();
        Optional<LineageId> lineage = lineage(text).filter(found -> copies.knows(found, tenant));
        if (image.isEmpty() && lineage.isPresent()) {
            return new Disk(lineage, List.of());
        }
        String ref = image.map(found -> found.ref().text()).orElseGet(() -> known(text, tenant));
        boolean byId = image.map(found -> found.id().text().equals(text)).orElse(false);
        Optional<LineageId> current =
                image.filter(found -> !found.gone() || byId).map(found -> LineageId.mintFor(found.id()));
        List<LineageId> earlier = byId ? List.of() : without(copies.lineagesOf(ref, tenant), current);
        if (current.isEmpty() && earlier.isEmpty() && image.isEmpty()) {
            throw Refusal.of(
                    ProblemCode.NOT_FOUND,
                    "Nothing is known of an image " + text + "; list images with: spirula images");
        }
        return new Disk(current, earlier);
    }

    /** The whole of a name of which only the end was given, if copies know it. */
    private String known(String ref, @Nullable String tenant) {
        if (!copies.lineagesOf(ref, tenant).isEmpty()) {
            return ref;
        }
        List<String> refs = copies.refsEndingIn(ref, tenant);
        if (refs.size() > 1) {
            throw Refusal.of(
                    ProblemCode.AMBIGUOUS,
                    "Several images were called " + ref + ": " + String.join(", ", refs) + "; name one completely");
        }
        return refs.isEmpty() ? ref : refs.get(0);
    }

    private static List<LineageId> without(List<LineageId> lineages, Optional<LineageId> one) {
        return lineages.stream()
                .filter(lineage -> !one.map(lineage::equals).orElse(false))
                .toList();
    }

    private static Optional<LineageId> lineage(String text) {
        if (text.length() != UUID_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LineageId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
