package io.spirula.rbd.contract;

import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.Random;

/** Direct buffers and images' bytes for tests. */
public final class Buffers {

    private Buffers() {}

    public static ByteBuffer of(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    public static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    public static byte[] read(RbdImage image, long offset, int length) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length);
        image.read(offset, buffer);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    public static byte[] readAll(RbdImage image) {
        return read(image, 0, Math.toIntExact(image.size()));
    }

    public static void write(RbdImage image, long offset, byte[] bytes) {
        image.write(offset, of(bytes));
    }
}
