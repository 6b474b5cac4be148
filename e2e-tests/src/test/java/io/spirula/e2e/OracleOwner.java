package io.spirula.e2e;

import com.ceph.rados.IoCTX;
import com.ceph.rados.Rados;
import com.ceph.rados.exceptions.RadosException;
import com.ceph.rbd.Rbd;
import com.ceph.rbd.RbdException;
import com.ceph.rbd.RbdImage;
import com.ceph.rbd.jna.RbdSnapInfo;
import io.spirula.sandbox.SandboxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Changes an image in every way that an owner can, with the stock library and tools alone, and prefers what has gone wrong
 * before. Used by one thread.
 */
final class OracleOwner implements AutoCloseable {

    private static final int[] LENGTHS = {1, 512, 4096, 4095, 12_288, 65_536, 200_001, 1 << 20};

    private final Site site;
    private final String spec;
    private final Random random;
    private final long largest;
    private final Rados cluster;
    private final IoCTX pool;
    private final RbdImage image;
    private final List<String> snapshots = new ArrayList<>();
    private final List<String> diary = new ArrayList<>();
    /** Whether none of its own snapshots goes before {@link #dropSnapshots}. */
    private final boolean keeps;

    private int taken;

    /**
     * @param name of an image in pool {@code rbd}
     * @param largest size in bytes that the image may grow to
     * @param keeps removes its own snapshots only when told to
     */
    OracleOwner(Site site, String name, Random random, long largest, boolean keeps) {
        this.keeps = keeps;
        this.site = site;
        this.spec = "rbd/" + name;
        this.random = random;
        this.largest = largest;
        try {
            cluster = new Rados("admin");
            cluster.confReadFile(site.conf().toFile());
            cluster.confSet("rbd_cache", "false");
            cluster.connect();
            pool = cluster.ioCtxCreate("rbd");
            image = new Rbd(pool).open(name);
        } catch (RadosException | RbdException e) {
            throw new IllegalStateException("cannot open " + spec, e);
        }
    }

    /** What was done so far, for people. */
    List<String> diary() {
        return diary;
    }

    void work(int operations) {
        try {
            for (int i = 0; i < operations; i++) {
                step();
            }
        } catch (RbdException e) {
            throw new IllegalStateException(spec + " after " + diary, e);
        }
    }

    /** A snapshot that the owner never removes. */
    void snapshot(String name) {
        try {
            note("snapshot " + name);
            image.snapCreate(name);
        } catch (RbdException e) {
            throw new IllegalStateException(spec + " after " + diary, e);
        }
    }

    /** Goes back to any snapshot that there is. */
    private void rollBack() throws RbdException {
        List<RbdSnapInfo> all = image.snapList();
        if (!all.isEmpty()) {
            String name = all.get(random.nextInt(all.size())).name;
            note("roll back to " + name);
            image.snapRollBack(name);
        }
    }

    private void step() throws RbdException {
        long size = image.stat().size;
        int dice = random.nextInt(100);
        if (dice < 10 || size == 0) {
            resize(size);
        } else if (dice < 45) {
            write(size);
        } else if (dice < 62) {
            zero(size, true);
        } else if (dice < 77) {
            zero(size, false);
        } else if (dice < 84) {
            takeSnapshot();
        } else if (dice < 89) {
            dropSnapshot();
        } else if (dice < 93) {
            rollBack();
        } else {
            change();
        }
    }

    private void resize(long size) throws RbdException {
        long[] sizes = {0, 1, size / 2, size / 2 / 4096 * 4096, largest, largest / 3, size, random.nextLong(largest + 1)
        };
        long next = sizes[random.nextInt(sizes.length)];
        note("resize to " + next);
        image.resize(next);
    }

    private void write(long size) throws RbdException {
        int length = length(size);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (random.nextInt(3) == 0) {
            int step = 1 << (9 + random.nextInt(6));
            for (int at = random.nextInt(2) * step; at < length; at += 2 * step) {
                Arrays.fill(bytes, at, Math.min(length, at + step), (byte) 0);
            }
        }
        long offset = offset(size, length);
        note("write " + length + " at " + offset);
        image.write(bytes, offset, length);
    }

    /** Any place, or the tail of an object, or a whole one. */
    private void zero(long size, boolean discard) {
        long length = length(size);
        long offset = offset(size, length);
        if (random.nextBoolean()) {
            long object = 1L << objectOrder();
            long start = random.nextLong(size / object + 1) * object;
            offset = Math.min(size, start + (random.nextBoolean() ? 0 : random.nextLong(object)));
            length = Math.min(size, start + object) - offset;
        }
        if (length == 0) {
            return;
        }
        note((discard ? "discard " : "write zeroes ") + length + " at " + offset);
        RandomWriter.LibRbd library = RandomWriter.LibRbd.INSTANCE;
        long answer = discard
                ? library.rbd_discard(image.getPointer(), offset, length)
                : library.rbd_write_zeroes(image.getPointer(), offset, length, 0, 0);
        if (answer < 0) {
            throw new UncheckedIOException(new IOException("errno " + -answer + " after " + diary));
        }
    }

    private int objectOrder() {
        try {
            return image.stat().order;
        } catch (RbdException e) {
            throw new IllegalStateException(spec, e);
        }
    }

    private void takeSnapshot() throws RbdException {
        String name = "own-" + ++taken;
        note("snapshot " + name);
        image.snapCreate(name);
        snapshots.add(name);
    }

    /** Removes all snapshots but one. */
    void dropSnapshots(String kept) {
        try {
            for (RbdSnapInfo snapshot : image.snapList()) {
                if (!snapshot.name.equals(kept)) {
                    note("drop snapshot " + snapshot.name);
                    image.snapRemove(snapshot.name);
                }
            }
            snapshots.clear();
        } catch (RbdException e) {
            throw new IllegalStateException(spec + " after " + diary, e);
        }
    }

    private void dropSnapshot() throws RbdException {
        if (!keeps && !snapshots.isEmpty()) {
            String name = snapshots.remove(random.nextInt(snapshots.size()));
            note("drop snapshot " + name);
            image.snapRemove(name);
        }
    }

    /** What changes no byte; the stock tools refuse some of it, depending on what the image is. */
    private void change() {
        String[][] ways = {
            {"feature", "disable", spec, "fast-diff"},
            {"feature", "disable", spec, "object-map", "fast-diff"},
            {"feature", "enable", spec, "object-map", "fast-diff"},
            {"feature", "enable", spec, "exclusive-lock"},
            {"object-map", "rebuild", "--no-progress", spec},
            {"sparsify", "--no-progress", spec},
            {"flatten", "--no-progress", spec},
        };
        attempt(ways[random.nextInt(ways.length)]);
    }

    /** As an administrator does whose images have lost theirs. */
    void mendMaps() {
        List<String[]> ways = new ArrayList<>();
        ways.add(new String[] {"feature", "enable", spec, "object-map", "fast-diff"});
        ways.add(new String[] {"object-map", "rebuild", "--no-progress", spec});
        try {
            for (RbdSnapInfo snapshot : image.snapList()) {
                ways.add(new String[] {"object-map", "rebuild", "--no-progress", spec + "@" + snapshot.name});
            }
        } catch (RbdException e) {
            throw new IllegalStateException(spec + " after " + diary, e);
        }
        ways.forEach(this::attempt);
    }

    private void attempt(String... way) {
        try {
            site.rbd(way);
            note(String.join(" ", way));
        } catch (SandboxException refused) {
            note("refused: " + String.join(" ", way));
        }
    }

    private void note(String what) {
        diary.add(what);
    }

    private int length(long size) {
        return (int) Math.min(size, LENGTHS[random.nextInt(LENGTHS.length)]);
    }

    private long offset(long size, long length) {
        long offset = random.nextLong(size - length + 1);
        return random.nextBoolean() ? offset : offset / 4096 * 4096;
    }

    @Override
    public void close() {
        try {
            new Rbd(pool).close(image);
            pool.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cluster.shutDown();
        }
    }
}
