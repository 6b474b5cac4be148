package io.spirula.messaging.examination;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLineTest {

    @Test
    void theLineNamesTheNamespace() {
        assertThat(ImageLine.of("rbd info %s", new ImageRef("site-b", "rbd", "tenant", "vm")))
                .isEqualTo("rbd info rbd/tenant/vm");
        assertThat(ImageLine.of("rbd info %1$s && rbd du %1$s", new ImageRef("site-b", "rbd", "", "vm")))
                .isEqualTo("rbd info rbd/vm && rbd du rbd/vm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vm; reboot", "-rf", "a b", "$(x)", "a`b`", "a@b"})
    void noLineIsMadeOfANameThatAShellOrRbdWouldActOn(String name) {
        assertThat(ImageLine.of("rbd info %s", new ImageRef("site-b", "rbd", "", name)))
                .isNull();
    }
}
