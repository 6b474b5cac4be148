package io.spirula.mover.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors were computed by the script in docs/point-digest.md. */
class PointDigestTest {

    private static final String PATTERN = "sum256:f58a1b6ef6afafd0bcd54f14046072d117f3478b283133105d5ec46476846f9f";
    private static final String PATTERN_WITHOUT_SECOND_BLOCK =
            "sum256:75f096c3a8c61866033e676444ef5c7e2609df1abd57e7d6261f8d9d6d62dc72";

    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of("nothing", 0, new byte[0], "sum256:" + "0".repeat(64)),
                Arguments.of("zeroes", 0, new byte[10_000], "sum256:" + "0".repeat(64)),
                Arguments.of(
                        "a partial block",
                        0,
                        "abc".getBytes(StandardCharsets.US_ASCII),
                        "sum256:bf3278861078d709d28f9664c30496cd7c6a66c22d2c934862dc431b3b02212b"),
                Arguments.of(
                        "the same elsewhere",
                        4096,
                        "abc".getBytes(StandardCharsets.US_ASCII),
                        "sum256:7a890ededd06b8cc460087317c48139854bc94756ed723152778582c53ae9d23"),
                Arguments.of("blocks whose sum passes 2^256", 0, pattern(20_001), PATTERN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void itIsWhatItsSpecificationSays(String what, long offset, byte[] bytes, String expected) {
        assertThat(PointDigest.of(offset, ByteBuffer.wrap(bytes))).hasToString(expected);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 5).put(5, bytes);
        assertThat(PointDigest.of(offset, direct.position(5))).hasToString(expected);
        assertThat(direct.position()).as("the buffer is left alone").isEqualTo(5);
    }

    @Test
    void partsAddUpAndABlockCanBeTakenOut() {
        ByteBuffer all = ByteBuffer.wrap(pattern(20_001));
        PointDigest first = PointDigest.of(0, all.slice(0, 8192));
        PointDigest second = PointDigest.of(4096, all.slice(4096, 4096));
        PointDigest rest = PointDigest.of(8192, all.slice(8192, 11_809));

        assertThat(first.plus(rest)).hasToString(PATTERN).isEqualTo(rest.plus(first));
        assertThat(first.plus(rest).minus(second)).hasToString(PATTERN_WITHOUT_SECOND_BLOCK);
        assertThat(first.minus(first)).isEqualTo(PointDigest.ZERO);
        assertThat(PointDigest.ZERO.minus(first).plus(first)).isEqualTo(PointDigest.ZERO);
    }

    @Test
    void itCountsModulo2To256() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        BigInteger modulus = BigInteger.ONE.shiftLeft(256);
        for (int i = 0; i < 1000; i++) {
            PointDigest one = any(random);
            PointDigest other = any(random);
            assertThat(value(one.plus(other)))
                    .as("seed %d: %s plus %s", seed, one, other)
                    .isEqualTo(value(one).add(value(other)).mod(modulus));
            assertThat(value(one.minus(other)))
                    .as("seed %d: %s minus %s", seed, one, other)
                    .isEqualTo(value(one).subtract(value(other)).mod(modulus));
        }
    }

    /** With many bits that carry. */
    private static PointDigest any(Random random) {
        long[] words = random.longs(4)
                .map(word -> random.nextBoolean() ? word : -random.nextInt(2))
                .toArray();
        return new PointDigest(words[0], words[1], words[2], words[3]);
    }

    private static BigInteger value(PointDigest digest) {
        return new BigInteger(digest.toString().substring("sum256:".length()), 16);
    }

    @Test
    void itIsReadFromItsText() {
        assertThat(PointDigest.parse(PATTERN)).map(PointDigest::toString).contains(PATTERN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sum256:",
                "f58a1b6ef6afafd0bcd54f14046072d117f3478b283133105d5ec46476846f9f",
                "sum256:F58A1B6EF6AFAFD0BCD54F14046072D117F3478B283133105D5EC46476846F9F",
                "sum256:f58a1b6ef6afafd0bcd54f14046072d117f3478b283133105d5ec46476846f9",
                "sum256:f58a1b6ef6afafd0bcd54f14046072d117f3478b283133105d5ec46476846f9f0",
                "sum256:f58a1b6ef6afafd0bcd54f14046072d117f3478b283133105d5ec46476846f9f\n",
                "sha256:f58a1b6ef6afafd0bcd54f14046072d117f3478b283133105d5ec46476846f9f",
            })
    void anyOtherTextIsNone(String text) {
        assertThat(PointDigest.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-4096, 1, 512, 4097})
    void onlyBlocksAreDigested(long offset) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PointDigest.of(offset, ByteBuffer.allocate(1)))
                .withMessageContaining("" + offset);
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * i + 7 * (i >> 8));
        }
        return bytes;
    }
}
