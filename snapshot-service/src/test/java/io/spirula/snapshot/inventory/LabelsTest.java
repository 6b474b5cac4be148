package io.spirula.snapshot.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.rbd.RbdNames;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {

    @Test
    void whatCephAndSpirulaKeepInMetadataIsNoLabel() {
        assertThat(Labels.of(Map.of(
                        "backup", "gold",
                        "conf_rbd_cache", "false",
                        ".rbd_trash", "x",
                        "spirula.lineage", "y")))
                .isEqualTo(Map.of("backup", "gold"));
    }

    @Test
    void bytesThatNoDatabaseTakesAreShownPrintable() {
        String broken = RbdNames.decode(new byte[] {'a', (byte) 0xff});
        assertThat(Labels.storable(broken)).isEqualTo("a\\xff");
        assertThat(Labels.storable("日本 a/b@c\n")).isEqualTo("日本 a/b@c\n");
    }

    @Test
    void labelsThatHaveNoRoomBesideThoseBeforeThemAreLeftOut() {
        String half = "x".repeat(32 * 1024 - 1);
        Map<String, String> labels = Map.of("a", half, "b", half + "x", "c", "ü", "d", half.substring(3));
        assertThat(Labels.fitting(labels)).containsOnlyKeys("a", "c", "d");
        assertThat(Labels.fitting(Map.of("a", half, "b", half))).hasSize(2);
    }

    @Test
    void replicasAndTemporaryImagesAreOurs() {
        assertThat(Ownership.isOurs(Map.of("spirula.lineage", "x"))).isTrue();
        assertThat(Ownership.isOurs(Map.of("spirula.role", "restoring"))).isTrue();
        assertThat(Ownership.isOurs(Map.of("spirula", "x", "backup", "gold"))).isFalse();
    }
}
