package io.spirula.bench.world;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The SHA-256 over size, and offset and bytes of every 4 KiB block that is not all zeroes: equal for images that read the
 * same, and quick for thin ones. What is allocated is asked of the OSDs, object by object.
 */
public final class Content {

    private static final int BLOCK = 4096;
    private static final int LARGE = 4 << 20;
    private static final int DEPTH = 8;
    private static final byte[] ZEROES = new byte[BLOCK];

    private final MessageDigest digest;
    private final RbdImage image;

    private record Part(long offset, ByteBuffer data) {}

    private Content(RbdImage image) {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        this.image = image;
    }

    /** In hexadecimal, of a snapshot of any kind. */
    public static String sha256(RbdPool pool, String imageName, long snapshotId) {
        try (var image = pool.openSnapshot(ImageLocator.byName(imageName), snapshotId)) {
            return new Content(image).sha256();
        }
    }

    /** The same of what the image holds now. */
    public static String sha256OfHead(RbdPool pool, String imageName) {
        try (var image = pool.openReadOnly(ImageLocator.byName(imageName))) {
            return new Content(image).sha256();
        }
    }

    private String sha256() {
        number(image.size());
        List<long[]> parts = new ArrayList<>();
        if (image.size() > 0) {
            image.diff(DiffRequest.fromBeginning(0, image.size()), (offset, length, exists) -> {
                if (exists) {
                    cut(offset, length, parts);
                }
            });
        }
        read(parts);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Whole blocks, so that it does not matter where extents end. */
    private void cut(long offset, long length, List<long[]> parts) {
        var end = Math.min(image.size(), (offset + length + BLOCK - 1) / BLOCK * BLOCK);
        var from = offset / BLOCK * BLOCK;
        if (!parts.isEmpty()) {
            var last = parts.get(parts.size() - 1);
            from = Math.max(from, last[0] + last[1]);
        }
        for (; from < end; from += LARGE) {
            parts.add(new long[] {from, Math.min(LARGE, end - from)});
        }
    }

    private void read(List<long[]> parts) {
        Deque<ByteBuffer> free = new ArrayDeque<>();
        for (var i = 0; i < DEPTH; i++) {
            free.add(ByteBuffer.allocateDirect(LARGE));
        }
        Deque<Part> wanted = new ArrayDeque<>();
        var done = new HashSet<Long>();
        try (AioQueue<Long> queue = image.openAioQueue(DEPTH)) {
            for (var part : parts) {
                if (free.isEmpty()) {
                    free.add(next(queue, wanted, done));
                }
                var buffer = free.remove().clear().limit((int) part[1]);
                wanted.add(new Part(part[0], buffer));
                queue.submitRead(part[0], buffer, part[0]);
            }
            while (!wanted.isEmpty()) {
                next(queue, wanted, done);
            }
        }
    }

    /** Waits for the part that is next in order, and gives its buffer back. */
    private ByteBuffer next(AioQueue<Long> queue, Deque<Part> wanted, Set<Long> done) {
        var part = wanted.remove();
        while (!done.remove(part.offset())) {
            done.add(queue.take().orThrow());
        }
        add(part);
        return part.data();
    }

    private void add(Part part) {
        var bytes = new byte[part.data().remaining()];
        part.data().duplicate().get(bytes);
        for (var from = 0; from < bytes.length; from += BLOCK) {
            var length = Math.min(BLOCK, bytes.length - from);
            if (Arrays.mismatch(bytes, from, from + length, ZEROES, 0, length) >= 0) {
                number(part.offset() + from);
                digest.update(bytes, from, length);
            }
        }
    }

    private void number(long value) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
    }
}
