package io.spirula.snapshot.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.ImageId;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.rbd.RbdException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;

class ImageTroublesTest {

    private final ImageTroubles troubles = new ImageTroubles();

    private static ImageId image(String id) {
        return new ImageId("fsid", 1, "", id);
    }

    private boolean fails(String id, RuntimeException e) {
        return troubles.confine(image(id), () -> {
            throw e;
        });
    }

    private static RbdException rbd(int errno) {
        return RbdException.of(errno, "open", "an image");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 22, 110})
    void whatIsWrongWithOneImageIsNotedUntilItWasReadWhole(int errno) {
        assertThat(fails("a", rbd(errno))).isFalse();
        assertThat(troubles.all()).containsOnlyKeys(image("a"));
        troubles.begin(Set.of(image("a"), image("b")));
        assertThat(troubles.all()).containsOnlyKeys(image("a"));
        assertThat(troubles.confine(image("a"), () -> troubles.readWhole(image("a"))))
                .isTrue();
        assertThat(troubles.all()).isEmpty();
    }

    @Test
    void anImageThatIsListedNoMoreIsForgotten() {
        fails("a", rbd(5));
        troubles.begin(Set.of(image("b")));
        assertThat(troubles.all()).isEmpty();
    }

    @Test
    void whatNobodyForesawAndWhatTheDatabaseDoesNotTakeIsOfOneImage() {
        assertThat(fails("a", new IllegalStateException())).isFalse();
        assertThat(fails("b", new DataIntegrityViolationException("for a test")))
                .isFalse();
        assertThat(troubles.all()).hasSize(2);
    }

    @Test
    void aClusterThatDoesNotAnswerAndAClientThatIsShutOutAreOfAllImages() {
        fails("a", rbd(110));
        fails("b", rbd(110));
        assertThatThrownBy(() -> fails("c", rbd(110))).isInstanceOf(RbdException.class);
        troubles.begin(Set.of());
        assertThat(fails("a", rbd(110))).isFalse();
        assertThatThrownBy(() -> fails("b", rbd(108))).isInstanceOf(RbdException.class);
    }

    @Test
    void aLostLeaseAndADatabaseThatIsAwayAreOfAllImages() {
        assertThatThrownBy(() -> fails("a", new LostLeaseException("site-a", 1)))
                .isInstanceOf(LostLeaseException.class);
        assertThatThrownBy(() -> fails("a", new DataAccessResourceFailureException("for a test")))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(troubles.all()).isEmpty();
    }
}
