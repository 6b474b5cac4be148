package io.spirula.scheduler.doctor;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.selection.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the features of sources and replicas, and their parts in rbd-mirror, mean for their protection. Pure. */
final class FeatureJudgement {

    static final long EXCLUSIVE_LOCK = 1 << 2;
    static final long MIGRATING = 1 << 9;

    /** So many images with the same trouble are named. */
    static final int NAMED = 20;

    private static final String CHECK = "features";
    private static final String ALL = "images";

    /** Of other names no line is made: somebody will paste it into a shell. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9._-]*");

    private final List<Selector> policies;
    private final Map<String, List<Finding>> found = new LinkedHashMap<>();

    private FeatureJudgement(Collection<Selector> policies) {
        this.policies = List.copyOf(policies);
    }

    /**
     * @param policies which images each of them protects
     */
    static List<Finding> of(Collection<ObservedImage> images, Collection<Selector> policies) {
        FeatureJudgement judgement = new FeatureJudgement(policies);
        images.stream().filter(image -> !image.gone() && !image.inTrash()).forEach(judgement::judge);
        return judgement.findings();
    }

    private void judge(ObservedImage image) {
        if (image.spirulaOwned()) {
            replica(image);
        } else if (image.mirrorRole() == MirrorRole.NON_PRIMARY) {
            mirror(image);
        } else if (isProtected(image)) {
            source(image);
        }
    }

    private boolean isProtected(ObservedImage image) {
        return policies.stream().anyMatch(policy -> policy.selects(image));
    }

    private void replica(ObservedImage image) {
        if (lacks(image, EXCLUSIVE_LOCK)) {
            add(Finding.failed(
                    CHECK,
                    image.ref().text(),
                    "REPLICA_WITHOUT_LOCK",
                    "replica " + image.ref().text()
                            + " lacks exclusive-lock, which keeps a second writer away: nothing is copied to it",
                    line("rbd feature enable %s exclusive-lock", image.ref())));
        }
    }

    private void mirror(ObservedImage image) {
        if (isProtected(image.promoted())) {
            add(Finding.warning(
                    CHECK,
                    image.ref().text(),
                    "SOURCE_NOT_PRIMARY",
                    "a policy names " + image.ref().text()
                            + ", which is not protected: rbd-mirror writes it, and a non-primary mirror is never a source",
                    line(
                            "rbd mirror image promote %s   # only if it is to be the primary; else protect its primary",
                            image.ref())));
        }
    }

    private void source(ObservedImage image) {
        String name = image.ref().text();
        if (lacks(image, EXCLUSIVE_LOCK)) {
            add(Finding.warning(
                    CHECK,
                    name,
                    "SOURCE_WITHOUT_LOCK",
                    "image " + name
                            + " lacks exclusive-lock: its snapshots are not made by the client that writes it, and a"
                            + " client that is slow to hear of one may still write into it",
                    line("rbd feature enable %s exclusive-lock", image.ref())));
        }
        if (has(image, MIGRATING)) {
            add(Finding.warning(
                    CHECK,
                    name,
                    "SOURCE_MIGRATING",
                    "image " + name
                            + " is being migrated: do not rely on points that are made of it before that is done",
                    line(
                            "rbd migration execute %1$s && rbd migration commit %1$s   # or: rbd migration abort %1$s",
                            image.ref())));
        }
    }

    private static boolean lacks(ObservedImage image, long feature) {
        return image.features() != null && (image.features() & feature) == 0;
    }

    private static boolean has(ObservedImage image, long feature) {
        return image.features() != null && (image.features() & feature) != 0;
    }

    private static @Nullable String line(String format, ImageRef image) {
        List<String> parts = new ArrayList<>(List.of(image.pool(), image.name()));
        if (!image.namespace().isEmpty()) {
            parts.add(1, image.namespace());
        }
        return parts.stream().allMatch(part -> HARMLESS.matcher(part).matches())
                ? format.formatted(String.join("/", parts))
                : null;
    }

    private void add(Finding finding) {
        found.computeIfAbsent(finding.code(), code -> new ArrayList<>()).add(finding);
    }

    private List<Finding> findings() {
        if (found.isEmpty()) {
            return List.of(Finding.ok(CHECK, ALL, "sources and replicas have the features that they need"));
        }
        List<Finding> findings = new ArrayList<>();
        found.values().forEach(alike -> {
            alike.stream().limit(NAMED).forEach(findings::add);
            if (alike.size() > NAMED) {
                findings.add(rest(alike.get(0), alike.size() - NAMED));
            }
        });
        return findings;
    }

    private static Finding rest(Finding one, int more) {
        return new Finding(
                CHECK,
                ALL,
                one.verdict(),
                one.code(),
                "the same is so of " + more + " more images",
                "spirula doctor   # again, once the others are mended");
    }
}
