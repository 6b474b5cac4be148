package io.spirula.scheduler.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "vm-*, vm-, true",
        "vm-*, vm-1, true",
        "vm-*, avm-1, false",
        "*-scratch, a-scratch, true",
        "*-scratch, a-scratch-1, false",
        "vm-?, vm-1, true",
        "vm-?, vm-12, false",
        "vm-?, vm-, false",
        "a*b*c, aXbYc, true",
        "a*b*c, abcbc, true",
        "a*b*c, acb, false",
        "[ab]x, bx, true",
        "[ab]x, cx, false",
        "[!ab]x, cx, true",
        "[a-c]x, bx, true",
        "[0-9][0-9], 42, true",
        "a\\*b, a*b, true",
        "a\\*b, axb, false",
        "ä?, äö, true",
        "?, 😀, true",
        "VM, vm, false",
    })
    void matchesWholeNames(String pattern, String name, boolean expected) {
        assertThat(Glob.parse(pattern).matches(name)).isEqualTo(expected);
    }

    @Test
    void whatIsNoPatternIsRefused() {
        for (String bad : List.of("", "[", "[]", "[!]", "a\\", "[z-a]", "x".repeat(300))) {
            assertThatThrownBy(() -> Glob.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aHostilePatternTakesNoLongerThanAnother() {
        Glob glob = Glob.parse("a*".repeat(100) + "b");
        String name = "a".repeat(4000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(glob.matches(name)).isFalse());
    }
}
