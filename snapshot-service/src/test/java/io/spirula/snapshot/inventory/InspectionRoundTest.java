package io.spirula.snapshot.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InspectionRoundTest {

    private final InspectionRound round = new InspectionRound(3);
    private final List<Sighting> sightings =
            IntStream.range(0, 10).mapToObj(InspectionRoundTest::sighting).toList();
    private final Set<ImageId> all = sightings.stream().map(Sighting::image).collect(Collectors.toSet());

    private static Sighting sighting(int number) {
        return new Sighting(
                new ImageId("f", 1, "", "id-" + number), new ImageRef("site-a", "rbd", "", "vm-" + number), false);
    }

    private Set<ImageId> scan(Set<ImageId> known, Set<ImageId> watched) {
        Set<ImageId> chosen = round.next(sightings, known, watched);
        chosen.forEach(round::inspected);
        return chosen;
    }

    @Test
    void everyUnknownImageIsOpenedAtOnce() {
        assertThat(scan(Set.of(), Set.of())).isEqualTo(all);
    }

    @Test
    void everyKnownImageGetsItsTurn() {
        Set<ImageId> opened = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            opened.addAll(scan(all, Set.of()));
        }
        assertThat(opened).isEqualTo(all);
    }

    @Test
    void watchedImagesAreOpenedInEveryScanWithoutTakingTheTurnOfOthers() {
        Set<ImageId> watched = Set.of(sighting(8).image(), sighting(9).image());
        for (int i = 0; i < 3; i++) {
            assertThat(scan(all, watched)).containsAll(watched).hasSize(5);
        }
    }
}
