package io.spirula.scheduler.doctor;

import io.spirula.contracts.event.MirrorRole;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.messaging.examination.AlikeFindings;
import io.spirula.messaging.examination.ImageLine;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.selection.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What the features of sources, and their parts in rbd-mirror, mean for their protection; transfer-service looks at replicas. Pure. */
final class FeatureJudgement {

    static final long EXCLUSIVE_LOCK = 1 << 2;
    static final long MIGRATING = 1 << 9;

    private static final String CHECK = "features";
    private static final String ALL = "images";

    private final List<Selector> policies;
    private final List<Finding> found = new ArrayList<>();

    private FeatureJudgement(Collection<Selector> policies) {
        this.policies = List.copyOf(policies);
    }

    /**
     * @param policies which images each of them protects
     */
    static List<Finding> of(Collection<ObservedImage> images, Collection<Selector> policies) {
        FeatureJudgement judgement = new FeatureJudgement(policies);
        images.stream()
                .filter(image -> !image.gone() && !image.inTrash() && !image.spirulaOwned())
                .forEach(judgement::judge);
        return judgement.findings();
    }

    private void judge(ObservedImage image) {
        if (image.mirrorRole() == MirrorRole.NON_PRIMARY) {
            mirror(image);
        } else if (isProtected(image)) {
            source(image);
        }
    }

    private boolean isProtected(ObservedImage image) {
        return policies.stream().anyMatch(policy -> policy.selects(image));
    }

    private void mirror(ObservedImage image) {
        if (isProtected(image.promoted())) {
            add(Finding.warning(
                            CHECK,
                            image.ref().text(),
                            "SOURCE_NOT_PRIMARY",
                            "a policy names " + image.ref().text()
                                    + ", which is not protected: rbd-mirror writes it, and a non-primary mirror is never a source",
                            ImageLine.of(
                                    "rbd mirror image promote %s   # only if it is to be the primary; else protect its primary",
                                    image.ref()))
                    .onCluster(image.ref().cluster()));
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
                            ImageLine.of("rbd feature enable %s exclusive-lock", image.ref()))
                    .onCluster(image.ref().cluster()));
        }
        if (has(image, MIGRATING)) {
            add(Finding.warning(
                            CHECK,
                            name,
                            "SOURCE_MIGRATING",
                            "image " + name + " is being migrated: no point is made of it before that is committed",
                            ImageLine.of(
                                    "rbd migration execute %1$s && rbd migration commit %1$s   # or: rbd migration abort %1$s",
                                    image.ref()))
                    .onCluster(image.ref().cluster()));
        }
    }

    private static boolean lacks(ObservedImage image, long feature) {
        return image.features() != null && (image.features() & feature) == 0;
    }

    private static boolean has(ObservedImage image, long feature) {
        return image.features() != null && (image.features() & feature) != 0;
    }

    private void add(Finding finding) {
        found.add(finding);
    }

    private List<Finding> findings() {
        return found.isEmpty()
                ? List.of(Finding.ok(CHECK, ALL, "sources have the features that they need"))
                : AlikeFindings.named(found, ALL);
    }
}
