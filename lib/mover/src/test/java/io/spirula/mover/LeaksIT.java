package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import io.spirula.mover.commit.CommitResult;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.SharedSandbox;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many moves in one process leave it as few do: handles, threads, native memory, temporary files. */
class LeaksIT {

    private static final int WARM_UP = 20;
    private static final int SIZE = 64 << 20;
    private static final long MIB = 1 << 20;

    private final Random random = new Random(4);
    private CephCluster siteA;
    private CephCluster siteB;

    /** What the C library's allocator has given out. */
    interface LibC extends Library {
        LibC INSTANCE = Native.load("c", LibC.class);

        Allocated mallinfo2();
    }

    /** {@code struct mallinfo2} of malloc.h. */
    @Structure.FieldOrder({
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost"
    })
    public static final class Allocated extends Structure implements Structure.ByValue {
        public long arena;
        public long ordblks;
        public long smblks;
        public long hblks;
        public long hblkhd;
        public long usmblks;
        public long fsmblks;
        public long uordblks;
        public long fordblks;
        public long keepcost;
    }

    /**
     * What a process holds.
     *
     * @param allocated bytes of the C library
     * @param direct bytes of direct buffers
     */
    private record Holdings(long threads, long descriptors, long temporaryFiles, long allocated, long direct) {

        static Holdings now() throws IOException {
            // buffers and handles of moves that ended go with their objects
            System.gc();
            System.gc();
            Allocated malloc = LibC.INSTANCE.mallinfo2();
            return new Holdings(
                    entries("/proc/self/task"),
                    entries("/proc/self/fd"),
                    temporary(),
                    malloc.uordblks + malloc.hblkhd,
                    directBytes());
        }

        /** The compiler of the JVM takes as much as a hundred MiB from the C library for moments. */
        static Holdings least() throws IOException {
            Holdings least = now();
            for (int look = 0; look < 10; look++) {
                Holdings next = now();
                least = next.allocated() < least.allocated() ? next : least;
            }
            return least;
        }

        private static long entries(String directory) throws IOException {
            try (Stream<Path> entries = Files.list(Path.of(directory))) {
                return entries.count();
            }
        }

        private static long temporary() throws IOException {
            try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                return entries.filter(file -> file.getFileName().toString().startsWith("spirula-hashes"))
                        .count();
            }
        }

        private static long directBytes() {
            return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
        }
    }

    @BeforeEach
    void connect() {
        siteA = connect(SharedSandbox.ceph("site-a"));
        siteB = connect(SharedSandbox.ceph("site-b"));
    }

    private static CephCluster connect(CephSandboxCluster sandbox) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(
                        sandbox.name(), sandbox.conf(), "admin", sandbox.adminKeyring(), Duration.ofSeconds(30)));
    }

    @AfterEach
    void disconnect() {
        siteA.close();
        siteB.close();
    }

    @Test
    void sixtyRunsLeaveNothingBehind() throws IOException {
        runsLeaveNothingBehind(60);
    }

    @Tag("nightly")
    @Test
    void aThousandRunsLeaveNothingBehind() throws IOException {
        runsLeaveNothingBehind(1000);
    }

    private void runsLeaveNothingBehind(int runs) throws IOException {
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, "leaks-" + runs, ImageSpec.ofSize(SIZE))) {
            for (int run = 0; run < WARM_UP; run++) {
                run(copies, run);
            }
            Holdings before = Holdings.least();
            for (int run = WARM_UP; run < WARM_UP + runs; run++) {
                run(copies, run);
            }
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertNoMoreThan(before, Holdings.now()));
        }
    }

    private static void assertNoMoreThan(Holdings before, Holdings after) {
        System.out.println("before " + before + ", after " + after);
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 2);
        assertThat(after.descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors() + 2);
        assertThat(after.temporaryFiles()).as("temporary files").isEqualTo(before.temporaryFiles());
        assertThat(after.direct()).as("direct memory").isLessThanOrEqualTo(before.direct() + MIB);
        // 8 KiB a run would be found in a thousand of them
        assertThat(after.allocated()).as("native memory").isLessThan(before.allocated() + 8 * MIB);
    }

    /** Every other one is written past librbd; every tenth is cancelled in the middle, and made then. */
    private void run(Copies copies, int run) {
        copies.limits = Copies.limits(WritePath.values()[run % 2]);
        for (int i = 0; i < 8; i++) {
            copies.owner().write(random.nextInt(SIZE / 4096 - 4) * 4096L, ImageBytes.random(random, 4 * 4096));
        }
        long end = copies.snapshot("run-" + run);
        if (run % 10 == 9) {
            copies.context = unwantedAfter(3);
            assertThatThrownBy(() -> copies.copy(end)).isInstanceOf(MoveFailedException.class);
            copies.context = MoveContext.UNATTENDED;
        }
        assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
        forgetOldest(copies);
    }

    private static MoveContext unwantedAfter(int questions) {
        return new MoveContext() {
            private int asked;

            @Override
            public synchronized boolean stillWanted() {
                return asked++ < questions;
            }

            @Override
            public void progressed(MoveProgress progress) {}
        };
    }

    private static void forgetOldest(Copies copies) {
        if (copies.bases().size() > 2) {
            Base oldest = copies.bases().remove(0);
            copies.owner().snapshots().remove(oldest.sourceSnapshotId());
            try (RbdImage replica = copies.openReplica()) {
                replica.snapshots().remove(oldest.targetSnapshotId());
            }
        }
    }
}
