package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.dirty.Trust;
import io.spirula.mover.feed.Feed;
import io.spirula.mover.feed.FeedSource;
import io.spirula.mover.feed.Seat;
import io.spirula.mover.move.MoveRequest;
import io.spirula.mover.move.SpilledParts;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.SharedSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many moves in one process, of every kind that there is, leave it as few do: handles, threads, native memory, temporary files.
 */
class LeaksIT {

    private static final int WARM_UP = 20;
    private static final int MIB = 1 << 20;
    private static final int SIZE = 64 * MIB;
    /** Nobody writes there: as much as takes a move's hashes to a temporary file. */
    private static final int EMPTY = 64 * MIB;

    private final Random random = seeded();
    private CephCluster siteA;
    private CephCluster siteB;
    private int byMaps;
    private int cuts;
    private int fed;
    private int spilled;

    private static Random seeded() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        return new Random(seed);
    }

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
     * @param temporaryFiles of moves, with a name and without
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
                    namedFiles() + openFiles(),
                    malloc.uordblks + malloc.hblkhd,
                    directBytes());
        }

        /** The compiler of the JVM takes as much as a hundred MiB from the C library for moments. */
        static Holdings least() throws IOException {
            Holdings least = now();
            for (int look = 0; look < 10; look++) {
                Holdings next = now();
                least = least.orLess(next);
            }
            return least;
        }

        private Holdings orLess(Holdings other) {
            return new Holdings(
                    Math.min(threads, other.threads),
                    Math.min(descriptors, other.descriptors),
                    Math.min(temporaryFiles, other.temporaryFiles),
                    Math.min(allocated, other.allocated),
                    Math.min(direct, other.direct));
        }

        private static long entries(String directory) throws IOException {
            try (Stream<Path> entries = Files.list(Path.of(directory))) {
                return entries.count();
            }
        }

        private static long namedFiles() throws IOException {
            try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                return entries.filter(file -> isOfAMove(file.getFileName().toString()))
                        .count();
            }
        }

        private static boolean isOfAMove(String name) {
            return name.startsWith("spirula-hashes");
        }

        /** They have no name any more: only who has them open sees them. */
        static long openFiles() {
            try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
                return entries.filter(Holdings::isOpenFileOfAMove).count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean isOpenFileOfAMove(Path descriptor) {
            try {
                return isOfAMove(
                        Files.readSymbolicLink(descriptor).getFileName().toString());
            } catch (IOException e) {
                // closed meanwhile
                return false;
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
                Copies copies = new Copies(poolA, poolB, "leaks-" + runs, ImageSpec.ofSize(SIZE + EMPTY));
                Copies shared = new Copies(poolA, poolB, "leaks-shared-" + runs, ImageSpec.ofSize(SIZE))) {
            copies.diff = DiffMode.FAST;
            Copies other = new Copies(poolA, poolB, shared.owner(), "leaks-other-" + runs);
            for (int run = 0; run < WARM_UP; run++) {
                run(copies, List.of(shared, other), run);
            }
            Holdings before = Holdings.least();
            for (int run = WARM_UP; run < WARM_UP + runs; run++) {
                run(copies, List.of(shared, other), run);
            }
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertNoMoreThan(before, Holdings.now()));
        }
        System.out.println(byMaps + " by object maps, " + cuts + " cut and resumed, " + fed + " fed by a shared read, "
                + spilled + " with a temporary file");
        int tens = (WARM_UP + runs) / 10;
        assertThat(byMaps).as("by object maps").isGreaterThanOrEqualTo(3 * tens);
        assertThat(cuts).as("cut and resumed").isGreaterThanOrEqualTo(tens);
        assertThat(fed).as("fed by a shared read").isEqualTo(2 * tens);
        assertThat(spilled).as("with a temporary file").isEqualTo(2 * tens);
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

    /** Every other one is written past librbd. */
    private void run(Copies copies, List<Copies> shared, int run) {
        copies.limits = Copies.limits(WritePath.values()[run % 2]);
        shared.forEach(each -> each.limits = copies.limits);
        switch (run / 2 % 5) {
            case 0 -> resumed(copies, run);
            case 1 -> spilled(copies, run);
            case 2 -> shared(shared, run);
            case 3 -> protect(copies, run);
            default -> cancelled(copies, run);
        }
    }

    private long written(Copies copies, int run) {
        for (int i = 0; i < 8; i++) {
            copies.owner().write(random.nextInt(SIZE / 4096 - 4) * 4096L, ImageBytes.random(random, 4 * 4096));
        }
        return copies.snapshot("run-" + run);
    }

    private void protect(Copies copies, int run) {
        assertCommitted(copies, copies.copy(written(copies, run)));
    }

    /** In the middle, and made then. */
    private void cancelled(Copies copies, int run) {
        long end = written(copies, run);
        copies.context = unwantedAfter(3);
        assertThatThrownBy(() -> copies.copy(end)).isInstanceOf(MoveFailedException.class);
        copies.context = MoveContext.UNATTENDED;
        assertCommitted(copies, copies.copy(end));
    }

    private void resumed(Copies copies, int run) {
        CutMoves move = new CutMoves(copies, random, written(copies, run));
        CommitResult result = move.run(1);
        cuts += move.cuts;
        copies.trust = new Trust.Exact(Trust.Code.EXACT_ASKED, "");
        assertCommitted(copies, result);
    }

    /** Goes on where so much is done that its hashes do not stay in memory. */
    private void spilled(Copies copies, int run) {
        long end = written(copies, run);
        AtomicLong most = new AtomicLong();
        copies.context = new MoveContext() {
            @Override
            public boolean stillWanted() {
                most.accumulateAndGet(Holdings.openFiles(), Math::max);
                return true;
            }

            @Override
            public void progressed(MoveProgress progress) {}
        };
        copies.reads = request -> new MoveRequest(
                        request.source(),
                        request.target(),
                        request.base(),
                        SpilledParts.ofZeroes(SIZE, SIZE + EMPTY),
                        request.maps(),
                        request.everything(),
                        request.baseDigest())
                .knownAt(request.header());
        CommitResult result = copies.copy(end);
        copies.context = MoveContext.UNATTENDED;
        copies.reads = UnaryOperator.identity();
        assertThat(most).as("files of it while it ran").hasValue(1);
        spilled++;
        assertCommitted(copies, result);
    }

    /** Two replicas by one read. */
    private void shared(List<Copies> all, int run) {
        Copies one = all.get(0);
        long end = written(one, run);
        Long base = one.bases().isEmpty() ? null : one.newest().sourceSnapshotId();
        RbdImage source = one.openSourceAt(end);
        List<Seat> seats = Feed.open(source(source), base, all.size(), Copies.LIMITS);
        List<CompletableFuture<CommitResult>> moves = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Copies copies = all.get(i);
            Seat seat = seats.get(i);
            copies.reads = request -> request.fedAt(seat);
            // moves wait for each other; the common pool may have one thread
            moves.add(CompletableFuture.supplyAsync(() -> copies.copy(end), task -> new Thread(task, "copy").start()));
        }
        moves.forEach(move -> assertThat(move.join()).isInstanceOf(CommitResult.Committed.class));
        fed++;
        all.forEach(LeaksIT::forgetOldestOfReplica);
        forgetOldestOfSource(one);
    }

    private static FeedSource source(RbdImage image) {
        return new FeedSource() {
            @Override
            public RbdImage image() {
                return image;
            }

            @Override
            public void close() {
                image.close();
            }
        };
    }

    /** Before the collector closes what was forgotten. */
    private void assertCommitted(Copies copies, CommitResult result) {
        assertThat(Holdings.openFiles()).as("files of moves that are over").isZero();
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        byMaps += copies.trust.readsMaps() ? 1 : 0;
        forgetOldestOfReplica(copies);
        forgetOldestOfSource(copies);
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

    private static void forgetOldestOfReplica(Copies copies) {
        if (copies.bases().size() > 1) {
            Base oldest = copies.bases().remove(0);
            copies.digests.remove(oldest.sourceSnapshotId());
            try (RbdImage replica = copies.openReplica()) {
                replica.snapshots().remove(oldest.targetSnapshotId());
            }
        }
    }

    /** Object maps are not gone by while there is an older snapshot. */
    private static void forgetOldestOfSource(Copies copies) {
        copies.owner().snapshots().list().stream()
                .map(Snapshot::id)
                .filter(snapshot -> snapshot < copies.newest().sourceSnapshotId())
                .forEach(snapshot -> copies.owner().snapshots().remove(snapshot));
    }
}
