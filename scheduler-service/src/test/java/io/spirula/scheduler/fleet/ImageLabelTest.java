package io.spirula.scheduler.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageLabelTest {

    @ParameterizedTest
    @CsvSource({
        "site-a/rbd/vm-1, site-a/rbd/vm-1",
        "site-a/rbd/a b, site-a/rbd/a%20b",
        "'site-a/rbd/\"\\', site-a/rbd/%22%5C",
        "site-a/rbd/$(x){y}, site-a/rbd/%24%28x%29%7By%7D",
        "site-a/rbd/ü, site-a/rbd/%C3%BC",
    })
    void whateverIsNotHarmlessIsWrittenAsItsBytes(String name, String label) {
        assertThat(ImageLabel.of(name)).isEqualTo(label);
    }

    @Test
    void aNewlineCannotEndALabel() {
        assertThat(ImageLabel.of("a\nb\u2028c\u0000")).isEqualTo("a%0Ab%E2%80%A8c%00");
    }

    @Test
    void aLongNameIsCutBetweenTwoCharactersOfTheLabel() {
        assertThat(ImageLabel.of("x".repeat(500)).length()).isLessThanOrEqualTo(ImageLabel.LONGEST);
        assertThat(ImageLabel.of("ü".repeat(500)))
                .matches("(%C3%BC)+(%C3)?")
                .hasSizeLessThanOrEqualTo(ImageLabel.LONGEST);
    }
}
