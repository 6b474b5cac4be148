package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Assurance;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.SharedSandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MoverIT {

    private static final int MIB = 1 << 20;
    private static final long LARGEST = 24 << 20;
    private static final String NAMESPACE = "tenant-1";
    private static final String CODED = "coded";

    private static CephSandboxCluster sandboxA;
    private static CephSandboxCluster sandboxB;
    private static CephCluster siteA;
    private static CephCluster siteB;

    @TempDir
    private Path directory;

    @BeforeAll
    static void connect() {
        sandboxA = SharedSandbox.ceph("site-a");
        sandboxB = SharedSandbox.ceph("site-b");
        sandboxA.createErasureCodedPool(CODED);
        sandboxB.createErasureCodedPool(CODED);
        siteA = connect(sandboxA);
        siteB = connect(sandboxB);
        for (CephCluster site : List.of(siteA, siteB)) {
            try (RbdPool pool = site.openPool("rbd", "")) {
                pool.createNamespace(NAMESPACE);
            }
        }
    }

    private static CephCluster connect(CephSandboxCluster sandbox) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(
                        sandbox.name(), sandbox.conf(), "admin", sandbox.adminKeyring(), Duration.ofSeconds(30)));
    }

    @AfterAll
    static void disconnect() {
        siteA.close();
        siteB.close();
    }

    static Stream<Arguments> shapes() {
        ImageSpec plain = ImageSpec.ofSize(16 << 20);
        return Stream.of(
                Arguments.of(1L, "features 61", plain, ""),
                Arguments.of(7L, "features 61 again", plain, ""),
                Arguments.of(2L, "features 1", plain.withFeatures(new ImageFeatures(1)), ""),
                Arguments.of(3L, "striped", plain.withOrder(20).withStriping(65_536, 3), ""),
                Arguments.of(4L, "in a namespace", plain, NAMESPACE),
                Arguments.of(5L, "of size 0", ImageSpec.ofSize(0), ""),
                Arguments.of(
                        6L,
                        "of odd size and small objects",
                        ImageSpec.ofSize(9_999_999).withOrder(16),
                        ""),
                Arguments.of(8L, "with its data in an erasure-coded pool", plain.withDataPool(CODED), ""),
                Arguments.of(9L, "with its data in an erasure-coded pool again", plain.withDataPool(CODED), ""));
    }

    @ParameterizedTest(name = "seed {0}: image {1}")
    @MethodSource("shapes")
    void everyCopiedSnapshotEqualsItsSourceByStockTools(long seed, String shape, ImageSpec spec, String namespace) {
        Random random = new Random(seed);
        String name = "oracle-" + seed;
        try (RbdPool poolA = siteA.openPool("rbd", namespace);
                RbdPool poolB = siteB.openPool("rbd", namespace);
                Copies copies = new Copies(poolA, poolB, name, spec)) {
            copies.limits = Copies.limits(WritePath.values()[(int) (seed % 2)]);
            RandomOwner owner = new RandomOwner(random, copies.owner(), LARGEST);
            List<String> points = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                owner.work(random.nextInt(10));
                long passedOver = random.nextInt(3) == 0 ? copies.snapshot("passed-over-" + i) : 0;
                owner.work(1 + random.nextInt(5));
                long end = copies.snapshot("point-" + i);
                points.add("point-" + i);
                owner.work(random.nextInt(4));
                if (passedOver != 0 && random.nextBoolean()) {
                    copies.owner().snapshots().remove(passedOver);
                }
                assertCommitted(copies.copy(end));
                assertThat(copies.head.rolledBack()).isFalse();
            }
            assertSameByStockTools(namespace, name, points);
        }
    }

    @ParameterizedTest(name = "seed {0}: image {1}")
    @MethodSource("shapes")
    void aMoveThatIsCutAndResumedMovesNothingTwiceThatACheckpointHas(
            long seed, String shape, ImageSpec spec, String namespace) {
        Random random = new Random(seed);
        String name = "resumed-" + seed;
        try (RbdPool poolA = siteA.openPool("rbd", namespace);
                RbdPool poolB = siteB.openPool("rbd", namespace);
                Copies copies = new Copies(poolA, poolB, name, spec)) {
            copies.limits = Copies.limits(WritePath.values()[(int) (seed % 2)]);
            RandomOwner owner = new RandomOwner(random, copies.owner(), LARGEST);
            List<String> points = new ArrayList<>();
            int cuts = 0;
            for (int i = 0; i < 4; i++) {
                owner.work(25);
                copies.owner().resize(LARGEST);
                for (int at = 0; at < 24; at++) {
                    copies.owner()
                            .write(((long) at << 20) + random.nextInt(100_000), ImageBytes.random(random, 50_000));
                }
                CutMoves move = new CutMoves(copies, random, copies.snapshot("point-" + i));
                points.add("point-" + i);

                assertCommitted(move.run(3));

                System.out.println(name + " point " + i + ": cuts " + move.cuts + ", checkpoints " + move.checkpoints
                        + ", written " + move.written + ", lost " + move.lost + ", " + move.counts);
                assertThat(move.written).isEqualTo(move.counts.written() + move.lost);
                cuts += move.cuts;
            }
            assertThat(cuts).isGreaterThanOrEqualTo(4);
            assertSameByStockTools(namespace, name, points);
        }
    }

    /** The source has an object of zeroes where the target has none: what is written at its end makes all of that differ. */
    @Test
    void whatATargetsNewObjectsSeemToCoverIsNoStrangersWork() {
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, "zeroes", ImageSpec.ofSize(64 << 20))) {
            copies.owner().write(0, ByteBuffer.allocateDirect(64 << 20));
            assertCommitted(copies.protect("s0"));
            assertThat(copies.counts.written()).isZero();
            for (int i = 0; i < 16; i++) {
                copies.owner().write((i * 4L + 3) << 20, ImageBytes.random(new Random(i), 4096));
            }
            CutMoves move = new CutMoves(copies, new Random(12), copies.snapshot("s1"));
            move.diligent = true;
            assertThat(move.attempt(move.new Cut(12, true))).isEmpty();
            assertThat(move.kept).isNotEmpty();

            assertThat(move.attempt(null)).containsInstanceOf(CommitResult.Committed.class);
            assertThat(move.written).isEqualTo(16 * 4096);
            assertSameByStockTools("", "zeroes", List.of("s0", "s1"));
        }
    }

    @Test
    void anImageShrunkSnapshottedAndGrownLosesNothing() {
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(
                        poolA, poolB, "regrown", ImageSpec.ofSize(6 << 20).withOrder(20))) {
            copies.owner().write(0, ImageBytes.random(new Random(7), 6 << 20));
            assertCommitted(copies.protect("s0"));
            copies.owner().resize(3 << 20);
            copies.snapshot("s1");
            copies.owner().resize(6 << 20);
            assertCommitted(copies.protect("s2"));

            assertThat(copies.counts.changed()).isEqualTo(3 << 20);
            assertThat(copies.counts.zeroed())
                    .as("the target's shrink and growth did it")
                    .isLessThanOrEqualTo(3 << 20);
            assertSameByStockTools("", "regrown", List.of("s0", "s2"));
        }
    }

    @Test
    void scatteredWritesIntoANewImageMoveOnlyWhatIsNotZero() {
        Random random = new Random(8);
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, "scattered", ImageSpec.ofSize(256 << 20))) {
            assertCommitted(copies.protect("empty"));
            for (int i = 0; i < 64; i++) {
                copies.owner().write(i * (4L << 20) + 4096L * random.nextInt(1024), ImageBytes.random(random, 4096));
            }
            assertCommitted(copies.protect("scattered"));

            assertThat(copies.counts.written()).isEqualTo(64 * 4096);
            assertThat(copies.counts.zeroed())
                    .as("the target had nothing there")
                    .isZero();
            assertThat(copies.counts.changed()).isGreaterThan(copies.counts.written());
            assertSameByStockTools("", "scattered", List.of("empty", "scattered"));
        }
    }

    /** In objects of 32 MiB there are 524 288 to ask, some minutes for all of it. */
    @Test
    @Tag("nightly")
    void aThinImageOf16TiBKeepsWhatIsAtItsVeryEndAndAtEachPowerOfTwo() {
        long size = 16L << 40;
        Random random = new Random(14);
        List<Long> places = new ArrayList<>(List.of(0L, size - 4096));
        for (long place = 1L << 31; place < size; place <<= 1) {
            places.add(place - 4096);
            places.add(place);
        }
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies =
                        new Copies(poolA, poolB, "huge", ImageSpec.ofSize(size).withOrder(25))) {
            places.forEach(place -> copies.owner().write(place, ImageBytes.random(random, 4096)));
            assertCommitted(copies.protect("s0"));
            assertThat(copies.counts.written()).isEqualTo(4096L * places.size());
            copies.owner().write(size - 4096, ImageBytes.random(random, 4096));
            copies.owner().writeZeroes(1L << 40, 4096);
            copies.owner().resize(size - 4096);
            copies.owner().resize(size);
            copies.owner().write(size - 1, ImageBytes.random(random, 1));
            assertCommitted(copies.protect("s1"));

            try (RbdImage source = copies.openSourceAt(copies.newest().sourceSnapshotId());
                    RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
                assertThat(replica.size()).isEqualTo(size);
                for (long place : places) {
                    assertThat(at(replica, place)).as("at %d", place).isEqualTo(at(source, place));
                }
                assertThat(at(source, 1L << 40)).isEqualTo(new byte[4096]);
                assertThat(new ImageComparer(Copies.LIMITS).compare(source, replica, MoveContext.UNATTENDED))
                        .isInstanceOf(Comparison.Equal.class);
            }
        }
    }

    private static byte[] at(RbdImage image, long place) {
        ByteBuffer block = ByteBuffer.allocateDirect(4096);
        image.read(place, block);
        byte[] bytes = new byte[4096];
        block.get(0, bytes);
        return bytes;
    }

    @Test
    void noMoreIsReadThanIsAllowed() throws Exception {
        int mib = 1 << 20;
        Budget between = new Budget(8 * mib);
        Budget atTarget = new Budget(4 * mib);
        try (RbdPool from = siteA.openPool("rbd", "");
                RbdPool to = siteB.openPool("rbd", "");
                Copies copies = new Copies(from, to, "throttled", ImageSpec.ofSize(16 * mib))) {
            copies.owner().write(0, ImageBytes.random(new Random(16), 16 * mib));
            copies.context = Budget.context(between, atTarget, () -> true);
            CompletableFuture<CommitResult> move = CompletableFuture.supplyAsync(() -> copies.protect("s0"));

            await().atMost(Duration.ofMinutes(1)).until(() -> between.refusals() > 5);
            assertThat(between.taken()).isEqualTo(8 * mib);
            assertThat(atTarget.taken())
                    .as("nothing is read back before all is written")
                    .isZero();
            between.allow(8 * mib);
            await().atMost(Duration.ofMinutes(1)).until(() -> atTarget.refusals() > 5);
            assertThat(atTarget.taken()).isEqualTo(4 * mib);
            assertThat(move).isNotDone();
            atTarget.allow(12 * mib);

            assertThat(move.get(120, TimeUnit.SECONDS)).isInstanceOf(CommitResult.Committed.class);
            assertThat(between.taken()).isEqualTo(16 * mib);
            assertThat(atTarget.taken()).isEqualTo(16 * mib);
            try (RbdImage source = copies.openSourceAt(copies.newest().sourceSnapshotId());
                    RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
                assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(source));
            }
        }
    }

    /** Librbd reads a snapshot that is gone as zeroes, or says that what is asked lies behind its end. */
    @ParameterizedTest
    @EnumSource
    void aSourceSnapshotThatSomebodyRemovesWhileItIsReadIsNoCopyOfZeroes(WritePath path) {
        String name = "removed-" + path;
        Budget between = new Budget(8 << 20);
        try (RbdPool from = siteA.openPool("rbd", "");
                RbdPool to = siteB.openPool("rbd", "");
                Copies copies = new Copies(from, to, name, ImageSpec.ofSize(16 << 20))) {
            copies.limits = Copies.limits(path);
            copies.owner().write(0, ImageBytes.random(new Random(17), 16 << 20));
            copies.context = Budget.context(between, new Budget(Integer.MAX_VALUE), () -> true);
            CompletableFuture<CommitResult> move = CompletableFuture.supplyAsync(() -> copies.protect("s0"));
            await().atMost(Duration.ofMinutes(1)).until(() -> between.refusals() > 5);

            sandboxA.rbd("snap", "rm", "--no-progress", "rbd/" + name + "@s0");
            between.allow(Integer.MAX_VALUE);

            assertThatThrownBy(() -> move.get(120, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            MoveFailedException.class,
                            gone -> assertThat(gone.code()).isEqualTo(MoveFailedException.SOURCE_SNAPSHOT_GONE));
            try (RbdImage replica = copies.openReplica()) {
                assertThat(replica.snapshots().list()).isEmpty();
            }
        }
    }

    @ParameterizedTest(name = "objects of 2^{0} bytes")
    @CsvSource({"12, 8, IMAGE", "25, 100, OBJECTS", "25, 100, IMAGE"})
    void imagesOfTheLeastAndOfTheLargestObjectsAreCopied(int order, int mib, WritePath path) {
        String name = "order-" + order + "-" + path;
        long size = (long) mib << 20;
        Random random = new Random(order);
        try (RbdPool from = siteA.openPool("rbd", "");
                RbdPool to = siteB.openPool("rbd", "");
                Copies copies =
                        new Copies(from, to, name, ImageSpec.ofSize(size).withOrder(order))) {
            copies.limits = Copies.limits(path);
            for (String point : List.of("s0", "s1", "s2")) {
                for (int i = 0; i < 20; i++) {
                    long at = (long) (random.nextDouble() * (size - 70_000));
                    copies.owner().write(at, ImageBytes.random(random, 1 + random.nextInt(70_000)));
                }
                // across the boundary of two objects
                copies.owner().write((1L << order) - 3000, ImageBytes.random(random, 6000));
                copies.owner().writeZeroes((long) (random.nextDouble() * size / 2), size / 8);
                assertCommitted(copies.protect(point));
            }
            assertSameByStockTools("", name, List.of("s0", "s1", "s2"));
        }
    }

    /** Librbd carries out a resize for whoever asks, though this client has the lock. */
    @ParameterizedTest
    @EnumSource
    void aReplicaThatSomebodyCutsOffMeanwhileIsTakenBackAndStaysEqual(WritePath path) {
        String name = "cut-" + path;
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, name, ImageSpec.ofSize(12 << 20))) {
            copies.limits = Copies.limits(path);
            copies.owner().write(0, ImageBytes.random(new Random(12), 12 << 20));
            assertCommitted(copies.protect("s0"));
            copies.owner().write(0, ImageBytes.random(new Random(13), 5000));
            copies.meanwhile(replica -> {
                sandboxB.rbd("resize", "--no-progress", "--allow-shrink", "-s", "6M", "rbd/" + name + "-replica");
                sandboxB.rbd("resize", "--no-progress", "-s", "12M", "rbd/" + name + "-replica");
            });

            assertThat(copies.protect("s1"))
                    .isInstanceOfSatisfying(
                            CommitResult.VerifyFailed.class,
                            failed -> assertThat(failed.rolledBack()).isTrue());

            copies.context = MoveContext.UNATTENDED;
            assertCommitted(copies.protect("s2"));
            assertThat(copies.head.rolledBack()).isFalse();
            assertSameByStockTools("", name, List.of("s0", "s2"));
        }
    }

    @Test
    void aReplicaWrittenToByHandIsRolledBackAndStaysEqual() {
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, "touched", ImageSpec.ofSize(12 << 20))) {
            copies.owner().write(0, ImageBytes.random(new Random(9), 9 << 20));
            assertCommitted(copies.protect("s0"));
            try (RbdImage replica = copies.openReplica()) {
                replica.resize(7 << 20);
                replica.write(1 << 20, ImageBytes.random(new Random(10), 5000));
                replica.writeZeroes(4 << 20, 2 << 20);
            }
            copies.owner().write(2 << 20, ImageBytes.random(new Random(11), 4096));
            assertCommitted(copies.protect("s1"));
            assertThat(copies.head.rolledBack()).isTrue();
            assertCommitted(copies.protect("s2"));
            assertThat(copies.head.rolledBack()).isFalse();

            assertSameByStockTools("", "touched", List.of("s0", "s1", "s2"));
            try (RbdImage source = copies.openSourceAt(copies.newest().sourceSnapshotId());
                    RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
                assertThat(new ImageComparer(Copies.LIMITS).compare(source, replica, MoveContext.UNATTENDED))
                        .isInstanceOf(Comparison.Equal.class);
            }
        }
    }

    /** What it holds stays, but blocks of zeroes are given back: a difference that is all zeroes. */
    @ParameterizedTest
    @EnumSource
    void anImageThatIsSparsifiedBetweenPointsStaysEqual(WritePath path) {
        String name = "sparsified-" + path;
        Random random = new Random(17);
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, name, ImageSpec.ofSize(24 * MIB))) {
            copies.limits = Copies.limits(path);
            copies.owner().write(0, ImageBytes.random(random, 20 * MIB));
            copies.owner().write(4 * MIB, ByteBuffer.allocateDirect(4 * MIB));
            copies.owner().write(9 * MIB, ByteBuffer.allocateDirect(MIB));
            copies.owner().write(15 * MIB, ByteBuffer.allocateDirect(3 * MIB));
            assertCommitted(copies.protect("s0"));
            long before = allocated(copies);
            sandboxA.rbd("sparsify", "--no-progress", "--sparse-size", "65536", "rbd/" + name);
            assertThat(allocated(copies)).as("allocated").isLessThan(before);
            assertCommitted(copies.protect("s1"));
            assertThat(copies.counts.changed()).as("what was sparsified").isPositive();
            copies.owner().write(5 * MIB, ImageBytes.random(random, 10_000));
            copies.owner().write(12 * MIB, ByteBuffer.allocateDirect(2 * MIB));
            assertCommitted(copies.protect("s2"));
            copies.owner().write(MIB, ImageBytes.random(random, 10_000));
            sandboxA.rbd("sparsify", "--no-progress", "--sparse-size", "65536", "rbd/" + name);
            copies.owner().write(13 * MIB, ImageBytes.random(random, 10_000));
            assertCommitted(copies.protect("s3"));

            assertSameByStockTools("", name, List.of("s0", "s1", "s2", "s3"));
        }
    }

    private static long allocated(Copies copies) {
        AtomicLong bytes = new AtomicLong();
        copies.owner()
                .diff(
                        DiffRequest.fromBeginning(0, copies.owner().size()),
                        (offset, length, exists) -> bytes.addAndGet(exists ? length : 0));
        return bytes.get();
    }

    @ParameterizedTest
    @EnumSource
    void aCloneIsCopiedWithWhatItHasOfItsParent(WritePath path) {
        String name = "clone-" + path;
        Random random = new Random(18);
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, clone(poolA, name, random), name + "-replica")) {
            copies.limits = Copies.limits(path);
            assertThat(copies.owner().parent()).isPresent();
            copies.owner().write(5 * MIB + 300, ImageBytes.random(random, 10_000));
            copies.owner().write(14 * MIB, ImageBytes.random(random, MIB));
            assertCommitted(copies.protect("s0"));
            copies.owner().write(MIB, ImageBytes.random(random, 10_000));
            copies.owner().writeZeroes(9 * MIB, 2 * MIB);
            copies.owner().writeZeroes(4 * MIB, 4 * MIB);
            assertCommitted(copies.protect("s1"));
            copies.owner().resize(7 * MIB);
            copies.owner().resize(16 * MIB);
            assertCommitted(copies.protect("s2"));
            copies.owner().write(10 * MIB, ImageBytes.random(random, 4096));
            assertCommitted(copies.protect("s3"));

            assertThat(copies.owner().parent()).as("still a clone").isPresent();
            assertSameByStockTools("", name, List.of("s0", "s1", "s2", "s3"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCloneThatIsFlattenedBetweenTwoPointsStaysEqual(WritePath path) {
        String name = "flattened-" + path;
        Random random = new Random(19);
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, clone(poolA, name, random), name + "-replica")) {
            copies.limits = Copies.limits(path);
            copies.owner().write(MIB, ImageBytes.random(random, 10_000));
            assertCommitted(copies.protect("s0"));
            copies.owner().write(5 * MIB, ImageBytes.random(random, 10_000));
            copies.owner().writeZeroes(8 * MIB, 4 * MIB);
            assertCommitted(copies.protect("s1"));
            sandboxA.rbd("flatten", "--no-progress", "rbd/" + name);
            assertThat(copies.owner().parent()).as("parent").isEmpty();
            copies.owner().write(2 * MIB, ImageBytes.random(random, 10_000));
            assertCommitted(copies.protect("s2"));
            copies.owner().write(9 * MIB, ImageBytes.random(random, 10_000));
            copies.owner().writeZeroes(0, 4 * MIB);
            assertCommitted(copies.protect("s3"));

            assertSameByStockTools("", name, List.of("s0", "s1", "s2", "s3"));
        }
    }

    /** Of 12 MiB of data, in an image of 16 MiB. */
    private static RbdImage clone(RbdPool pool, String name, Random random) {
        String parent = name + "-parent";
        pool.create(parent, ImageSpec.ofSize(12 * MIB));
        try (RbdImage image = pool.open(ImageLocator.byName(parent))) {
            image.write(0, ImageBytes.random(random, 12 * MIB));
            long snapshot = image.snapshots().create("origin");
            pool.clone(
                    new ParentSnapshot(pool.poolId(), "", image.id().image(), snapshot), name, ImageFeatures.DEFAULT);
        }
        RbdImage clone = pool.open(ImageLocator.byName(name));
        clone.resize(16 * MIB);
        return clone;
    }

    /** Its header is copied with it, and what it holds as it is stored: nobody here knows the passphrase. */
    @Test
    void anEncryptedImageIsCopiedAsItIsStoredAndItsPassphraseOpensTheReplica() throws IOException {
        String name = "encrypted";
        String passphrase = "open sesame";
        byte[] first = bytes(20, 3 * MIB);
        byte[] second = bytes(21, 100_000);
        try (RbdPool poolA = siteA.openPool("rbd", "");
                RbdPool poolB = siteB.openPool("rbd", "");
                Copies copies = new Copies(poolA, poolB, name, ImageSpec.ofSize(32 * MIB))) {
            copies.limits = Copies.limits(WritePath.OBJECTS);
            Path file = Files.writeString(directory.resolve("passphrase"), passphrase);
            sandboxA.rbd("encryption", "format", "rbd/" + name, "luks2", file.toString());
            try (EncryptedImage guest = EncryptedImage.open(sandboxA, name, null, passphrase)) {
                guest.write(MIB, first);
            }
            assertCommitted(copies.protect("s0"));
            try (EncryptedImage guest = EncryptedImage.open(sandboxA, name, null, passphrase)) {
                guest.write(2 * MIB, second);
            }
            assertCommitted(copies.protect("s1"));
            assertThat(copies.counts.changed()).as("an increment").isLessThan(MIB);

            assertSameByStockTools("", name, List.of("s0", "s1"));
        }
        String replica = name + "-replica";
        assertThatThrownBy(() -> EncryptedImage.open(sandboxB, replica, "s1", "another one"))
                .hasMessageContaining("rbd_encryption_load");
        try (EncryptedImage guest = EncryptedImage.open(sandboxB, replica, "s0", passphrase)) {
            assertThat(guest.read(MIB, first.length)).isEqualTo(first);
        }
        System.arraycopy(second, 0, first, MIB, second.length);
        try (EncryptedImage guest = EncryptedImage.open(sandboxB, replica, "s1", passphrase)) {
            assertThat(guest.read(MIB, first.length)).isEqualTo(first);
        }
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void assertCommitted(CommitResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        CommitResult.Committed.class,
                        committed -> assertThat(committed.assurance()).isEqualTo(Assurance.VERIFIED));
    }

    private static void assertSameByStockTools(String namespace, String name, List<String> points) {
        String prefix = "rbd/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
        for (String point : points) {
            assertThat(exported(sandboxB, prefix + "-replica@" + point))
                    .as(prefix + "@" + point)
                    .isEqualTo(exported(sandboxA, prefix + "@" + point));
        }
    }

    /** Size and SHA-256 of what {@code rbd export} writes. */
    private static String exported(CephSandboxCluster cluster, String spec) {
        try {
            Process export = new ProcessBuilder(
                            "rbd",
                            "-c",
                            cluster.conf().toString(),
                            "--name",
                            "client.admin",
                            "--no-progress",
                            "export",
                            spec,
                            "-")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size;
            try (InputStream out = new DigestInputStream(export.getInputStream(), digest)) {
                size = out.transferTo(OutputStream.nullOutputStream());
            }
            assertThat(export.waitFor()).as("exit code of rbd export " + spec).isZero();
            return size + " bytes, " + HexFormat.of().formatHex(digest.digest());
        } catch (IOException | NoSuchAlgorithmException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
