package io.spirula.mover;

import io.spirula.mover.digest.PointDigest;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.Random;

/** Whole images as arrays, for small ones. */
public final class ImageBytes {

    private ImageBytes() {}

    public static byte[] read(RbdImage image) {
        byte[] all = new byte[Math.toIntExact(image.size())];
        if (all.length > 0) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(all.length);
            image.read(0, buffer);
            buffer.get(0, all);
        }
        return all;
    }

    /** Of all that an image holds, block by block. */
    public static PointDigest digest(RbdImage image) {
        return PointDigest.of(0, ByteBuffer.wrap(read(image)));
    }

    public static ByteBuffer random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return direct(bytes);
    }

    public static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
