package io.spirula.mover;

import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Changes an image in every way an owner can, aligned and not, with a preference for what has gone wrong before. */
public final class RandomOwner {

    private final Random random;
    private final RbdImage image;
    private final long largest;

    /**
     * @param largest size in bytes that the image may grow to
     */
    public RandomOwner(Random random, RbdImage image, long largest) {
        this.random = random;
        this.image = image;
        this.largest = largest;
    }

    public void work(int operations) {
        for (int i = 0; i < operations; i++) {
            step();
        }
    }

    private void step() {
        long size = image.size();
        int dice = random.nextInt(20);
        if (dice < 2 || size == 0) {
            resize(size);
        } else if (dice < 9) {
            write(size, false);
        } else if (dice < 11) {
            write(size, true);
        } else {
            zero(size);
        }
    }

    private void resize(long size) {
        long[] sizes = {0, 1, size / 2, size / 2 / 4096 * 4096, largest, largest / 3, size, random.nextLong(largest + 1)
        };
        image.resize(sizes[random.nextInt(sizes.length)]);
    }

    /** Data, zeroes as data, or both in turn. */
    private void write(long size, boolean partlyZero) {
        int length = length(size);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (partlyZero) {
            int step = 1 << (9 + random.nextInt(6));
            for (int at = random.nextInt(2) * step; at < length; at += 2 * step) {
                Arrays.fill(bytes, at, Math.min(length, at + step), (byte) 0);
            }
        }
        ByteBuffer data = ImageBytes.direct(bytes);
        image.write(offset(size, length), data);
    }

    private void zero(long size) {
        if (random.nextBoolean()) {
            int length = length(size);
            image.writeZeroes(offset(size, length), length);
            return;
        }
        ImageInfo info = image.info();
        long object = random.nextLong(size / info.objectSize() + 1) * info.objectSize();
        long from = Math.min(size, object + (random.nextBoolean() ? 0 : random.nextLong(info.objectSize())));
        long to = Math.min(size, object + info.objectSize());
        if (from < to) {
            image.writeZeroes(from, to - from);
        }
    }

    private int length(long size) {
        int[] lengths = {1, 512, 4096, 4095, 12_288, 65_536, 200_001, 1 << 20};
        return (int) Math.min(size, lengths[random.nextInt(lengths.length)]);
    }

    private long offset(long size, int length) {
        long offset = random.nextLong(size - length + 1);
        return random.nextBoolean() ? offset : offset / 4096 * 4096;
    }
}
