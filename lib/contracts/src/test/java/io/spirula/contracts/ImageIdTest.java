package io.spirula.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIdTest {

    private static final String FSID = "5f0c1d9e-8a4b-4c7e-9d21-3b6a7e8f9012";

    @Test
    void theTextOfAPlainIdIsWhatPeopleExpect() {
        assertThat(new ImageId(FSID, 2, "", "10ad1b2c3d4e").text()).isEqualTo(FSID + "/2//10ad1b2c3d4e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a b",
                "a+b",
                "100%",
                "%2F",
                "a@b",
                "..",
                "\n",
                "\t\u0000\u001f",
                "\u4e2d\ud83d\udc19",
                "*",
                "\"'"
            })
    void hostileNamespacesAndIdsComeBackFromTheText(String name) {
        ImageId id = new ImageId(FSID, Long.MAX_VALUE, name, "x" + name);

        assertThat(ImageId.parse(id.text())).isEqualTo(id);
        assertThat(id.text()).matches("[\\x21-\\x7e]+");
    }

    @Test
    void differentIdsHaveDifferentTexts() {
        assertThat(new ImageId(FSID, 2, "a", "b/c").text()).isNotEqualTo(new ImageId(FSID, 2, "a/b", "c").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fsid",
                "fsid/2/image",
                "fsid/2//image/more",
                "/2//image",
                "fsid/two//image",
                "fsid/2//",
                "fsid/2//%zz"
            })
    void anotherFormIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageId.parse(text));
    }

    @Test
    void aSlashInTheFsidIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageId("a/b", 1, "", "image"));
    }
}
