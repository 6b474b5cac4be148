package io.spirula.mover.digest;

import io.spirula.mover.pipeline.ZeroRuns;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an image, or a part of one, holds: the sum modulo 2^256 over its 4 KiB blocks that are not all zero of the SHA-256 of
 * offset and block. So the digests of disjoint parts add up to that of all of them, and that of a part can be replaced.
 * {@code docs/point-digest.md} specifies it. Immutable.
 *
 * @param first the most significant 64 bits
 */
public record PointDigest(long first, long second, long third, long fourth) {

    /** Digests are of whole blocks, on multiples of this in the image; the last one is filled up with zeroes. */
    public static final int BLOCK = ZeroRuns.BLOCK;

    public static final int BYTES = 32;

    /** Of any number of zero bytes. */
    public static final PointDigest ZERO = new PointDigest(0, 0, 0, 0);

    private static final PointDigest ONE = new PointDigest(0, 0, 0, 1);
    private static final String PREFIX = "sum256:";
    private static final Pattern TEXT = Pattern.compile(PREFIX + "[0-9a-f]{64}");

    /** Reads what {@link #writeTo} wrote. */
    public static PointDigest readFrom(ByteBuffer buffer) {
        return new PointDigest(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /** Big-endian, {@link #BYTES}. */
    public void writeTo(ByteBuffer buffer) {
        buffer.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    /** What {@link #toString} made; empty for any other text. */
    public static Optional<PointDigest> parse(String text) {
        return TEXT.matcher(text).matches()
                ? Optional.of(readFrom(ByteBuffer.wrap(HexFormat.of().parseHex(text, PREFIX.length(), text.length()))))
                : Optional.empty();
    }

    /**
     * Of the bytes from position to limit, which are left alone.
     *
     * @param offset of the first one in the image, a multiple of {@link #BLOCK}
     */
    public static PointDigest of(long offset, ByteBuffer data) {
        if (offset < 0 || offset % BLOCK != 0) {
            throw new IllegalArgumentException("no block begins at offset " + offset);
        }
        MessageDigest sha256 = sha256();
        byte[] block = new byte[Long.BYTES + BLOCK];
        PointDigest sum = ZERO;
        for (int at = data.position(); at < data.limit(); at += BLOCK) {
            int length = Math.min(BLOCK, data.limit() - at);
            if (!ZeroRuns.isZero(data, at, length)) {
                ByteBuffer.wrap(block).putLong(offset + at - data.position());
                data.get(at, block, Long.BYTES, length);
                Arrays.fill(block, Long.BYTES + length, block.length, (byte) 0);
                sum = sum.plus(readFrom(ByteBuffer.wrap(sha256.digest(block))));
            }
        }
        return sum;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public PointDigest plus(PointDigest other) {
        long d = fourth + other.fourth;
        long c = third + other.third + carry(fourth, other.fourth, d);
        long b = second + other.second + carry(third, other.third, c);
        long a = first + other.first + carry(second, other.second, b);
        return new PointDigest(a, b, c, d);
    }

    private static long carry(long one, long other, long sum) {
        return ((one & other) | ((one | other) & ~sum)) >>> 63;
    }

    public PointDigest minus(PointDigest other) {
        return plus(new PointDigest(~other.first, ~other.second, ~other.third, ~other.fourth))
                .plus(ONE);
    }

    /** {@code sum256:} and 64 hexadecimal digits in lower case. */
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        writeTo(bytes);
        return PREFIX + HexFormat.of().formatHex(bytes.array());
    }
}
