package io.spirula.messaging.redelivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExcerptTest {

    @Test
    void visibleTextIsAsItIs() {
        assertThat(excerpt("{\"name\":\"größer 象\"}")).isEqualTo("{\"name\":\"größer 象\"}");
    }

    @Test
    void whatWouldMoveTheCursorOrTurnTextAroundIsAnEscape() {
        assertThat(excerpt("a\u001b[2J\r\n\u202eb\u009b31m\\"))
                .isEqualTo("a\\u{1b}[2J\\u{d}\\u{a}\\u{202e}b\\u{9b}31m\\\\");
    }

    @Test
    void bytesThatAreNoTextAreEscapes() {
        assertThat(Excerpt.of(new byte[] {'a', (byte) 0xff, 0, 'b', (byte) 0xc3}, 100))
                .isEqualTo("a\\xff\\u{0}b\\xc3");
        assertThat(Excerpt.of(new byte[0], 100)).isEmpty();
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(Excerpt.of("äöü".getBytes(StandardCharsets.UTF_8), 3)).isEqualTo("ä\\xc3");
    }

    private static String excerpt(String text) {
        return Excerpt.of(text.getBytes(StandardCharsets.UTF_8), 1_000);
    }
}
