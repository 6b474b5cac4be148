package io.spirula.scheduler.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spirula.contracts.ImageRef;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenRefTest {

    private static final String LONGEST = "n".repeat(WrittenRef.LONGEST_NAME);
    private static final String TOO_LONG = LONGEST + "n";

    @Test
    void eachNameHasAsManyCharactersAsAnyNameHas() {
        assertThat(WrittenRef.image(String.join("/", LONGEST, LONGEST, LONGEST, LONGEST)))
                .isEqualTo(new ImageRef(LONGEST, LONGEST, LONGEST, LONGEST));
        assertThat(WrittenRef.place(String.join("/", LONGEST, LONGEST, LONGEST)))
                .isEqualTo(new PoolRef(LONGEST, LONGEST, LONGEST));
        assertThat(WrittenRef.image("site-b/rbd/" + "%2F".repeat(WrittenRef.LONGEST_NAME))
                        .name())
                .hasSize(WrittenRef.LONGEST_NAME);
    }

    @Test
    void noneHasMore() {
        for (String image : List.of(
                TOO_LONG + "/rbd/new",
                "site-b/" + TOO_LONG + "/new",
                "site-b/rbd/" + TOO_LONG + "/new",
                "site-b/rbd/" + TOO_LONG)) {
            assertThatIllegalArgumentException()
                    .as(image)
                    .isThrownBy(() -> WrittenRef.image(image))
                    .withMessageContaining("255");
        }
        for (String place : List.of(TOO_LONG + "/rbd", "site-b/" + TOO_LONG, "site-b/rbd/" + TOO_LONG)) {
            assertThatIllegalArgumentException().as(place).isThrownBy(() -> WrittenRef.place(place));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"site-b/rbd/new@snap", "site-b/rbd/new\nline", "site-b/rbd", "site-b//new", "a/b/c/d/e"})
    void whatNoToolCanAddressIsNoImageToBeMade(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> WrittenRef.image(text));
    }
}
