package io.spirula.scheduler.restore;

import io.spirula.contracts.ImageRef;
import io.spirula.scheduler.inventory.ImageStore;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.inventory.WrittenRef;
import io.spirula.scheduler.problem.FieldProblem;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Judges where a restore may go. restore-service has the last word on whether the image exists. */
@Component
class Destinations {

    private final ImageStore images;
    private final RestoreStore restores;
    private final Tenants tenants;
    private final SchedulerProperties properties;

    Destinations(ImageStore images, RestoreStore restores, Tenants tenants, SchedulerProperties properties) {
        this.images = images;
        this.restores = restores;
        this.tenants = tenants;
        this.properties = properties;
    }

    ImageRef checked(Caller caller, String text) {
        ImageRef destination = parse(text);
        Set<String> clusters = properties.knownClusters();
        if (!clusters.isEmpty() && !clusters.contains(destination.cluster())) {
            throw Refusal.invalid(
                    "There is no configured cluster " + destination.cluster(),
                    List.of(new FieldProblem(
                            "to",
                            "found cluster '" + destination.cluster() + "'",
                            clusters.stream().sorted().toList())));
        }
        PoolRef pool = PoolRef.of(destination);
        if (!tenants.poolsOf(caller).test(pool)) {
            throw Refusal.of(
                    ProblemCode.FORBIDDEN,
                    "Tenant " + caller.tenant() + " may not restore to pool " + pool.text()
                            + "; ask the administrator for it");
        }
        boolean exists = images.at(destination).stream().anyMatch(image -> !image.gone() && !image.inTrash());
        if (exists) {
            throw Refusal.of(
                    ProblemCode.DESTINATION_REFUSED,
                    "Image " + destination.text()
                            + " exists; a restore makes a new image. Name one that does not exist");
        }
        if (restores.isDestination(destination.text())) {
            throw Refusal.of(
                    ProblemCode.DESTINATION_REFUSED,
                    "Another restore to " + destination.text() + " is under way; wait for it or name another image");
        }
        return destination;
    }

    private static ImageRef parse(String text) {
        try {
            return WrittenRef.image(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("to", String.valueOf(e.getMessage()));
        }
    }
}
