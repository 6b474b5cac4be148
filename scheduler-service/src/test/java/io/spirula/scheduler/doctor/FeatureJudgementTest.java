package io.spirula.scheduler.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.Verdict;
import io.spirula.messaging.examination.AlikeFindings;
import io.spirula.scheduler.Facts;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.selection.Selector;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeatureJudgementTest {

    private static final long DEFAULT = 61;
    private static final long LAYERING = 1;
    private static final Selector VMS = new Selector(
            new SourceSelector("site-a", List.of("rbd", "rbd/tenant"), List.of("vm*"), List.of("vm-not*"), Map.of()),
            pool -> true);

    @Test
    void imagesWithWhatTheyNeedAreWell() {
        assertThat(judged(source("vm", DEFAULT), replica("copy", DEFAULT), source("other", LAYERING)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.OK));
    }

    @Test
    void aSourceWithoutAnExclusiveLockIsAWarning() {
        Finding finding = only(source("vm", LAYERING));

        assertThat(finding.code()).isEqualTo("SOURCE_WITHOUT_LOCK");
        assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
        assertThat(finding.object()).isEqualTo("site-a/rbd/vm");
        assertThat(finding.mend()).isEqualTo("rbd feature enable rbd/vm exclusive-lock   # on cluster site-a");
    }

    @Test
    void aSourceThatIsBeingMigratedIsAWarning() {
        Finding finding = only(source("vm", DEFAULT | FeatureJudgement.MIGRATING));

        assertThat(finding.code()).isEqualTo("SOURCE_MIGRATING");
        assertThat(finding.mend()).startsWith("rbd migration execute rbd/vm && rbd migration commit rbd/vm");
    }

    @Test
    void replicasAreForTransferServiceToLookAt() {
        assertThat(judged(replica("vm-copy", LAYERING))).allMatch(other -> other.verdict() == Verdict.OK);
    }

    @Test
    void aMirrorIsNamedOnlyWhereAPolicyWouldHaveIt() {
        Finding finding = only(mirror("vm"));

        assertThat(finding.code()).isEqualTo("SOURCE_NOT_PRIMARY");
        assertThat(finding.mend()).startsWith("rbd mirror image promote rbd/vm ");
        assertThat(judged(mirror("other"), mirror("vm-not-this"))).allMatch(other -> other.verdict() == Verdict.OK);
    }

    @Test
    void whatIsGoneOrInTheTrashOrNotKnownYetIsNotJudged() {
        assertThat(judged(
                        image("vm-1", LAYERING, true, false, MirrorRole.NONE, false),
                        image("vm-2", LAYERING, false, false, MirrorRole.NONE, true),
                        image("vm-3", null, false, false, MirrorRole.NONE, false)))
                .allMatch(finding -> finding.verdict() == Verdict.OK);
    }

    @Test
    void theLineNamesTheNamespaceAndNoneIsMadeOfANameThatAShellWouldActOn() {
        ImageRef tenant = new ImageRef("site-a", "rbd", "tenant", "vm");

        assertThat(only(image(tenant, LAYERING, false, false, MirrorRole.NONE, false))
                        .mend())
                .isEqualTo("rbd feature enable rbd/tenant/vm exclusive-lock   # on cluster site-a");
        assertThat(only(source("vm; reboot", LAYERING)).mend()).isNull();
    }

    @Test
    void ofManyWithTheSameTroubleSomeAreNamedAndTheRestCounted() {
        List<Finding> findings = judged(IntStream.range(0, AlikeFindings.NAMED + 7)
                .mapToObj(i -> source("vm-" + i, LAYERING))
                .toArray(ObservedImage[]::new));

        assertThat(findings).hasSize(AlikeFindings.NAMED + 1);
        assertThat(findings.get(AlikeFindings.NAMED).text()).contains("7 more images");
    }

    private static Finding only(ObservedImage image) {
        List<Finding> findings = judged(image);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private static List<Finding> judged(ObservedImage... images) {
        return FeatureJudgement.of(List.of(images), List.of(VMS));
    }

    private static ObservedImage source(String name, long features) {
        return image(name, features, false, false, MirrorRole.NONE, false);
    }

    private static ObservedImage replica(String name, long features) {
        return image(name, features, false, true, MirrorRole.NONE, false);
    }

    private static ObservedImage mirror(String name) {
        return image(name, DEFAULT, false, false, MirrorRole.NON_PRIMARY, false);
    }

    private static ObservedImage image(
            String name, @Nullable Long features, boolean inTrash, boolean owned, MirrorRole role, boolean gone) {
        return image(new ImageRef("site-a", "rbd", "", name), features, inTrash, owned, role, gone);
    }

    private static ObservedImage image(
            ImageRef ref, @Nullable Long features, boolean inTrash, boolean owned, MirrorRole role, boolean gone) {
        ImageId id = new ImageId(Facts.FSID_A, 1, ref.namespace(), "id-1");
        return new ObservedImage(id, ref, Facts.SIZE, features, Map.of(), inTrash, owned, role, gone, Facts.NOW);
    }
}
