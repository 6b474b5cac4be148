package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest, or the sign that all bytes are zero. */
public record Sha256(long first, long second, long third, long fourth) {

    public static final int BYTES = 32;

    /** Stands for any number of zero bytes, which are not hashed. No bytes are known that hash to this. */
    public static final Sha256 ZEROES = new Sha256(0, 0, 0, 0);

    /** Reads what {@link #writeTo} wrote. */
    public static Sha256 readFrom(ByteBuffer buffer) {
        return new Sha256(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    public void writeTo(ByteBuffer buffer) {
        buffer.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    /** Of the bytes from position to limit, which are left alone. */
    public static Sha256 of(ByteBuffer data) {
        if (ZeroRuns.isZero(data, data.position(), data.remaining())) {
            return ZEROES;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(data.duplicate());
            return readFrom(ByteBuffer.wrap(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Hexadecimal, or "zeroes". */
    @Override
    public String toString() {
        if (equals(ZEROES)) {
            return "zeroes";
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        writeTo(bytes);
        return HexFormat.of().formatHex(bytes.array());
    }
}
