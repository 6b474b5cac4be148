package io.spirula.scheduler.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.scheduler.Facts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageFinderTest {

    @Test
    void ofTwoExistingImagesWithOneFullNameTheOneObservedLastHasIt() {
        ObservedImage old = image("old", Facts.ref("vm"), false, false, 1);
        ObservedImage fresh = image("fresh", Facts.ref("vm"), false, false, 2);
        assertThat(ImageFinder.meant("site-a/rbd/vm", List.of(old, fresh))).containsExactly(fresh);
        assertThat(ImageFinder.meant("site-a/rbd/vm", List.of(fresh, old))).containsExactly(fresh);
        assertThat(ImageFinder.meant("vm", List.of(old, fresh))).containsExactly(fresh);
    }

    @Test
    void anImageThatIsToldGoneLaterThanItsSuccessorWasSeenDoesNotTakeTheNameBack() {
        ObservedImage old = image("old", Facts.ref("vm"), false, true, 3);
        ObservedImage fresh = image("fresh", Facts.ref("vm"), false, false, 2);
        assertThat(ImageFinder.meant("site-a/rbd/vm", List.of(old, fresh))).containsExactly(fresh);
    }

    @Test
    void anImageInTheTrashHidesNoneThatHasItsName() {
        ObservedImage trashed = image("old", Facts.ref("vm"), true, false, 9);
        ObservedImage fresh = image("fresh", Facts.ref("vm"), false, false, 2);
        assertThat(ImageFinder.meant("vm", List.of(trashed, fresh))).containsExactly(fresh);
    }

    @Test
    void imagesOfOneNameInTheTrashAreAllMeant() {
        ObservedImage one = image("one", Facts.ref("vm"), true, false, 1);
        ObservedImage two = image("two", Facts.ref("vm"), true, false, 2);
        assertThat(ImageFinder.meant("vm", List.of(one, two))).containsExactly(one, two);
    }

    @Test
    void ofImagesThatAreGoneTheLastOneIsMeant() {
        ObservedImage one = image("one", Facts.ref("vm"), false, true, 1);
        ObservedImage two = image("two", Facts.ref("vm"), false, true, 2);
        assertThat(ImageFinder.meant("vm", List.of(one, two))).containsExactly(two);
    }

    @Test
    void aPartOfANameThatTwoImagesHaveMeansBoth() {
        ObservedImage one = image("one", Facts.ref("vm"), false, false, 1);
        ObservedImage two = image("two", new ImageRef("site-a", "ssd", "", "vm"), false, false, 2);
        assertThat(ImageFinder.meant("vm", List.of(one, two))).containsExactly(one, two);
        assertThat(ImageFinder.meant("rbd/vm", List.of(one, two))).containsExactly(one);
    }

    @Test
    void aCompleteNameMeansNoLongerOneThatEndsInIt() {
        ObservedImage exact = image("one", new ImageRef("rbd", "ns", "", "vm"), false, false, 1);
        ObservedImage longer = image("two", new ImageRef("site-a", "rbd", "ns", "vm"), false, false, 2);
        assertThat(ImageFinder.meant("rbd/ns/vm", List.of(exact, longer))).containsExactly(exact);
        assertThat(ImageFinder.meant("ns/vm", List.of(exact, longer))).containsExactly(exact, longer);
    }

    private static ObservedImage image(String id, ImageRef ref, boolean inTrash, boolean gone, int second) {
        return new ObservedImage(
                Facts.image(id),
                ref,
                Facts.SIZE,
                null,
                Map.of(),
                inTrash,
                false,
                MirrorRole.NONE,
                gone,
                Facts.NOW.plusSeconds(second));
    }
}
