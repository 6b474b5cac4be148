package io.spirula.scheduler.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GivenTextTest {

    @Test
    void whatCanNameSomethingIsTaken() {
        assertThatCode(() -> {
                    GivenText.check("image", null);
                    GivenText.check("image", "");
                    GivenText.check("image", "site-a/rbd/Gr\u00f6\u00dfe \uD83D\uDC1A");
                    GivenText.check("image", "x".repeat(GivenText.LONGEST));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsLongerIsRefusedByItsFieldWithoutRepeatingIt() {
        assertThatThrownBy(() -> GivenText.check("policy", "x".repeat(GivenText.LONGEST + 1)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.INVALID))
                .hasMessage("policy has 4097 characters; at most 4096 are taken");
    }

    @Test
    void halfACharacterIsRefused() {
        assertThatThrownBy(() -> GivenText.check("to", "site-b/rbd/\uD83D"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("cut in half");
    }
}
