package io.spirula.e2e;

import com.ceph.rados.IoCTX;
import com.ceph.rados.Rados;
import com.ceph.rbd.Rbd;
import com.ceph.rbd.RbdException;
import com.ceph.rbd.RbdImage;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Plays the owner of a disk: writes, discards and zeroes at random places, aligned and odd, until closed. It uses nothing
 * of Spirula's own data path, so that a fault there cannot hide itself here.
 */
final class RandomWriter implements AutoCloseable {

    /** What rados-java does not have. */
    interface LibRbd extends Library {

        LibRbd INSTANCE = Native.load("librbd.so.1", LibRbd.class);

        int rbd_discard(Pointer image, long offset, long length);

        long rbd_write_zeroes(Pointer image, long offset, long length, int zeroFlags, int operationFlags);
    }

    private final Rados cluster;
    private final IoCTX pool;
    private final RbdImage image;
    private final long size;
    private final Random random;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong operations = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable Exception failure;

    private RandomWriter(Path conf, String poolName, String namespace, String name, long seed) throws Exception {
        System.out.println("random writer on " + poolName + "/" + name + ", seed " + seed);
        cluster = new Rados("admin");
        cluster.confReadFile(conf.toFile());
        cluster.confSet("rbd_cache", "false");
        cluster.connect();
        pool = cluster.ioCtxCreate(poolName);
        if (!namespace.isEmpty()) {
            LibRados.INSTANCE.rados_ioctx_set_namespace(pool.getPointer(), namespace);
        }
        image = new Rbd(pool).open(name);
        size = image.stat().size;
        random = new Random(seed);
        thread = new Thread(this::run, "random-writer");
    }

    /** What rados-java does not have either. */
    interface LibRados extends Library {

        LibRados INSTANCE = Native.load("librados.so.2", LibRados.class);

        void rados_ioctx_set_namespace(Pointer ioctx, String namespace);
    }

    /** Opens the image and starts to write to it, as the cluster's administrator. */
    static RandomWriter start(Path conf, String pool, String namespace, String name, long seed) {
        try {
            RandomWriter writer = new RandomWriter(conf, pool, namespace, name, seed);
            writer.thread.start();
            return writer;
        } catch (Exception e) {
            throw new IllegalStateException("cannot write to " + pool + "/" + name, e);
        }
    }

    /**
     * Writes random bytes over the first so many of an image, others for each seed. The last 4 KiB of every so many are
     * zeroes, so that a mover that leaves out zeroes has at least one write for each.
     */
    static void fill(Path conf, String pool, String namespace, String name, long bytes, int piece, long seed) {
        try (RandomWriter writer = new RandomWriter(conf, pool, namespace, name, seed)) {
            byte[] data = new byte[4 << 20];
            for (long offset = 0; offset < bytes; offset += data.length) {
                writer.random.nextBytes(data);
                for (int end = piece; end <= data.length; end += piece) {
                    Arrays.fill(data, end - 4096, end, (byte) 0);
                }
                writer.image.write(data, offset, (int) Math.min(data.length, bytes - offset));
            }
        } catch (Exception e) {
            throw new IllegalStateException("cannot fill " + pool + "/" + name, e);
        }
    }

    long operations() {
        if (failure != null) {
            throw new IllegalStateException("the writer failed", failure);
        }
        return operations.get();
    }

    private void run() {
        try {
            while (!stopped.get()) {
                if (size > 0) {
                    step();
                }
                operations.incrementAndGet();
            }
        } catch (RbdException | RuntimeException e) {
            failure = e;
        }
    }

    private void step() throws RbdException {
        long offset = random.nextLong(size);
        long length = 1 + random.nextInt(random.nextInt(20) == 0 ? 3 << 20 : 48 << 10);
        if (random.nextBoolean()) {
            offset = offset / 4096 * 4096;
            length = (length + 4095) / 4096 * 4096;
        }
        length = Math.min(length, size - offset);
        int kind = random.nextInt(10);
        if (kind < 6) {
            byte[] data = new byte[(int) length];
            random.nextBytes(data);
            if (random.nextInt(8) == 0) {
                Arrays.fill(data, data.length / 3, data.length, (byte) 0);
            }
            image.write(data, offset, data.length);
        } else if (kind < 8) {
            check("discard", LibRbd.INSTANCE.rbd_discard(image.getPointer(), offset, length));
        } else {
            check("write_zeroes", LibRbd.INSTANCE.rbd_write_zeroes(image.getPointer(), offset, length, 0, 0));
        }
    }

    private static void check(String what, long result) {
        if (result < 0) {
            throw new UncheckedIOException(new IOException(what + " failed: errno " + -result));
        }
    }

    /** Stops, closes the image and the connection, and tells of any failure on the way. */
    @Override
    public void close() {
        stopped.set(true);
        try {
            thread.join();
            new Rbd(pool).close(image);
            pool.close();
            cluster.shutDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("cannot close the image", e);
        }
        operations();
    }
}
