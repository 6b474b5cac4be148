package io.spirula.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRefTest {

    @Test
    void theNamespaceIsWrittenOnlyWhenThereIsOne() {
        assertThat(new ImageRef("site-a", "rbd", "", "vm-1").text()).isEqualTo("site-a/rbd/vm-1");
        assertThat(new ImageRef("site-a", "rbd", "acme", "vm-1").text()).isEqualTo("site-a/rbd/acme/vm-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vm-1",
                "a/b",
                "/",
                "//",
                "a@b",
                "..",
                "../etc",
                "-x",
                "--help",
                "$(touch x)",
                ";id",
                "a b",
                "\n",
                "\t",
                "\"",
                "\u0000",
                "%",
                "%/",
                "100%",
                "%2",
                "%2F",
                "%2f",
                "%25",
                "%252F",
                "%%2F",
                "%25/%2F",
                "\u4e2d\ud83d\udc19"
            })
    void namesThatRbdTakesComeBackFromTheText(String name) {
        ImageRef plain = new ImageRef("site-a", "rbd", "", name);
        ImageRef inNamespace = new ImageRef("site-a", name, name, name);

        assertThat(ImageRef.parse(plain.text())).isEqualTo(plain);
        assertThat(ImageRef.parse(inNamespace.text())).isEqualTo(inNamespace);
    }

    @ParameterizedTest
    @CsvSource({"a/b, a%2Fb", "100%, 100%", "%2F, %252F", "50%/50%, 50%%2F50%"})
    void onlySlashesAndWhatLooksLikeOneAreEscaped(String name, String text) {
        assertThat(new ImageRef("c", "p", "", name).text()).isEqualTo("c/p/" + text);
    }

    @Test
    void aNameWithASlashIsNotTakenForANamespace() {
        assertThat(new ImageRef("c", "p", "", "a/b").text()).isNotEqualTo(new ImageRef("c", "p", "a", "b").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "vm-1", "rbd/vm-1", "c/p/n/i/more", "c//vm-1", "c/p/", "/p/i", "c/p//i"})
    void anotherFormIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageRef.parse(text))
                .withMessageContaining(text);
    }
}
