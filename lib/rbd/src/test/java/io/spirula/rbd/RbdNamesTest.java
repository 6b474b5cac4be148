package io.spirula.rbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RbdNamesTest {

    @Test
    void anyBytesComeBackAsTheyWere() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (1 + random.nextInt(255));
            }
            assertThat(RbdNames.encode(RbdNames.decode(bytes))).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "vm-1", "größe", "测试", "🐙 ink", "a/b@c", "tab\there"})
    void properTextIsItsUtf8(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        assertThat(RbdNames.decode(utf8)).isEqualTo(name);
        assertThat(RbdNames.encode(name)).isEqualTo(utf8);
        assertThat(RbdNames.isWellFormed(name)).isTrue();
    }

    @Test
    void bytesThatAreNoUtf8AreKeptApart() {
        String latin1 = RbdNames.decode(new byte[] {'g', 'r', (byte) 0xF6, '\u00DF' & 0x7F});
        assertThat(RbdNames.isWellFormed(latin1)).isFalse();
        assertThat(RbdNames.printable(latin1)).isEqualTo("gr\\xf6_");
        assertThat(RbdNames.decode(new byte[] {(byte) 0xC0, (byte) 0x80})).isEqualTo("\uDCC0\uDC80");
    }

    @Test
    void whatHasNoBytesIsRefused() {
        assertThatThrownBy(() -> RbdNames.encode("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RbdNames.encode("a\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RbdNames.encode("a\uDC00")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesStayOnOneLineInMessages() {
        assertThat(RbdNames.printable("a\nb\u001b[31m\u202Ec\u2028")).isEqualTo("a\\x0ab\\x1b[31m\\u202ec\\u2028");
    }
}
