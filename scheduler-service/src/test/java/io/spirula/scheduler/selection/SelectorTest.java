package io.spirula.scheduler.selection;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.selection.Assignment.Conflict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTest {

    private static final SourceSelector SOURCE = new SourceSelector(
            "site-a", List.of("rbd", "rbd/ns"), List.of("vm-*", "db"), List.of("*-scratch"), Map.of("backup", "gold"));
    private static final Map<String, String> GOLD = Map.of("backup", "gold", "other", "x");
    private final Selector selector = new Selector(SOURCE, pool -> true);

    @Test
    void poolNamespacePatternAndLabelsMustAllMatch() {
        assertThat(selector.selects(image("rbd", "", "vm-1", GOLD))).isTrue();
        assertThat(selector.selects(image("rbd", "ns", "db", GOLD))).isTrue();
        assertThat(selector.selects(image("rbd", "other", "vm-1", GOLD))).isFalse();
        assertThat(selector.selects(image("ssd", "", "vm-1", GOLD))).isFalse();
        assertThat(selector.selects(image("rbd", "", "web", GOLD))).isFalse();
        assertThat(selector.selects(image("rbd", "", "vm-1", Map.of("backup", "silver"))))
                .isFalse();
        assertThat(selector.selects(image("rbd", "", "vm-1", Map.of()))).isFalse();
    }

    @Test
    void whatIsExcludedIsNotSelectedAndSaysByWhat() {
        ObservedImage scratch = image("rbd", "", "vm-scratch", GOLD);
        assertThat(selector.selects(scratch)).isFalse();
        assertThat(selector.names(scratch)).isTrue();
        assertThat(selector.reasonAgainst(scratch)).hasValue("excluded by '*-scratch'");
    }

    @Test
    void replicasNonPrimaryMirrorsTrashAndImagesThatAreGoneAreNeverSources() {
        assertThat(selector.selects(image(false, true, MirrorRole.NONE, false))).isFalse();
        assertThat(selector.selects(image(false, false, MirrorRole.NON_PRIMARY, false)))
                .isFalse();
        assertThat(selector.selects(image(true, false, MirrorRole.NONE, false))).isFalse();
        assertThat(selector.selects(image(false, false, MirrorRole.NONE, true))).isFalse();
        assertThat(selector.selects(image(false, false, MirrorRole.PRIMARY, false)))
                .isTrue();
    }

    @Test
    void aPoolThatTheTenantMayNotUseIsNotSelected() {
        Selector confined = new Selector(SOURCE, pool -> pool.namespace().equals("ns"));
        assertThat(confined.selects(image("rbd", "ns", "db", GOLD))).isTrue();
        assertThat(confined.selects(image("rbd", "", "db", GOLD))).isFalse();
        assertThat(confined.reasonAgainst(image("rbd", "", "db", GOLD)).orElseThrow())
                .contains("site-a/rbd");
    }

    @Test
    void aTargetOfAnImageBelongsToTheOldestPolicyThatWantsIt() {
        TargetRef here = new TargetRef("here", TargetType.RBD, "site-b", "rbd", "");
        TargetRef sameElsewhere = new TargetRef("other-name", TargetType.RBD, "site-b", "rbd", "");
        TargetRef there = new TargetRef("there", TargetType.RBD, "site-c", "rbd", "");
        assertThat(Assignment.decide(
                        List.of(new Claim("old", List.of(here)), new Claim("new", List.of(sameElsewhere, there)))))
                .containsExactly(
                        new Assignment("old", List.of(here), List.of()),
                        new Assignment("new", List.of(there), List.of(new Conflict(sameElsewhere, "old"))));
    }

    private static ObservedImage image(String pool, String namespace, String name, Map<String, String> labels) {
        return image(new ImageRef("site-a", pool, namespace, name), labels, false, false, MirrorRole.NONE, false);
    }

    private static ObservedImage image(boolean inTrash, boolean owned, MirrorRole role, boolean gone) {
        return image(new ImageRef("site-a", "rbd", "", "vm-1"), GOLD, inTrash, owned, role, gone);
    }

    private static ObservedImage image(
            ImageRef ref, Map<String, String> labels, boolean inTrash, boolean owned, MirrorRole role, boolean gone) {
        ImageId id = new ImageId("f", 1, ref.namespace(), "id-" + ref.name());
        return new ObservedImage(id, ref, 1, null, labels, inTrash, owned, role, gone, Instant.EPOCH);
    }
}
