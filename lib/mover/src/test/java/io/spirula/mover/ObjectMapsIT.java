package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.dirty.MapReport;
import io.spirula.mover.dirty.Trust;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.SharedSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which object maps are known to lose changes, on real clusters; the source is read by a user with few rights. */
class ObjectMapsIT {

    private static final long MIB = 1 << 20;

    private static CephSandboxCluster sandboxA;
    private static CephSandboxCluster sandboxB;
    private static CephCluster siteA;
    private static CephCluster siteB;
    private static CephCluster reader;

    @TempDir
    private Path directory;

    private final String name = "maps-" + UUID.randomUUID();
    private final List<RbdImage> opened = new ArrayList<>();
    private RbdPool readerPool;
    private RbdPool poolA;
    private RbdPool poolB;
    private Copies copies;

    @BeforeAll
    static void connect() {
        sandboxA = SharedSandbox.ceph("site-a");
        sandboxB = SharedSandbox.ceph("site-b");
        siteA = connect(sandboxA, "admin", sandboxA.adminKeyring());
        siteB = connect(sandboxB, "admin", sandboxB.adminKeyring());
        Path keyring = sandboxA.authorize(
                "client.maps-reader",
                "mon",
                "allow r",
                "osd",
                "profile rbd-read-only pool=rbd, allow rw object_prefix rbd_header.");
        reader = connect(sandboxA, "maps-reader", keyring);
    }

    private static CephCluster connect(CephSandboxCluster sandbox, String user, Path keyring) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(sandbox.name(), sandbox.conf(), user, keyring, Duration.ofSeconds(30)));
    }

    @AfterAll
    static void disconnect() {
        reader.close();
        siteA.close();
        siteB.close();
    }

    @BeforeEach
    void open() {
        readerPool = reader.openPool("rbd", "");
        poolA = siteA.openPool("rbd", "");
        poolB = siteB.openPool("rbd", "");
        begin(ImageSpec.ofSize(200 * MIB).withOrder(20));
    }

    private void begin(ImageSpec spec) {
        copies = new Copies(poolA, poolB, name, spec);
        copies.diff = DiffMode.FAST;
        copies.source = image -> {
            RbdImage read = readerPool.openSnapshot(
                    ImageLocator.byId(image.id().image()),
                    image.viewedSnapshot().orElseThrow());
            opened.add(read);
            return read;
        };
    }

    @AfterEach
    void close() {
        end();
        readerPool.close();
        poolA.close();
        poolB.close();
    }

    private void end() {
        opened.forEach(RbdImage::close);
        opened.clear();
        copies.close();
        purge(sandboxA, name);
        purge(sandboxB, name + "-replica");
    }

    private static void purge(CephSandboxCluster site, String image) {
        if (site.rbd("ls", "rbd").lines().anyMatch(image::equals)) {
            site.rbd("snap", "purge", "rbd/" + image);
            site.rbd("rm", "rbd/" + image);
        }
    }

    private void write(int... objects) {
        for (int object : objects) {
            copies.owner().write(object * MIB + 8192, ImageBytes.random(new Random(object), 4096));
        }
    }

    /** Our own older snapshots go, as retention has it. */
    private void protect(String point) {
        assertThat(copies.protect(point)).isInstanceOf(CommitResult.Committed.class);
        forgetAllBut(copies.newest().sourceSnapshotId());
    }

    private void forgetAllBut(long kept) {
        for (Snapshot snapshot : copies.owner().snapshots().list()) {
            if (snapshot.id() != kept && snapshot.name().startsWith("p")) {
                copies.owner().snapshots().remove(snapshot.id());
            }
        }
    }

    /** After it, the image is trusted. */
    private void protectThrice() {
        write(1, 2, 3, 4, 5, 40, 100, 150);
        protect("p0");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.NO_BASE);
        write(1, 2, 3);
        protect("p1");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.NEVER_AUDITED);
        write(4);
        protect("p2");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAPS_TRUSTED);
    }

    private void assertEqual(String point) {
        assertThat(sandboxB.sha256("rbd/" + name + "-replica@" + point))
                .isEqualTo(sandboxA.sha256("rbd/" + name + "@" + point));
    }

    private long bytesByMaps(long from, long end) {
        AtomicLong bytes = new AtomicLong();
        try (RbdImage image = copies.openSourceAt(end)) {
            image.diff(
                    DiffRequest.since(from, 0, image.size()).wholeObjects(),
                    (offset, length, exists) -> bytes.addAndGet(length));
        }
        return bytes.get();
    }

    private String mapOf(long snapshot) {
        return String.format("rbd_object_map.%s.%016x", copies.owner().id().image(), snapshot);
    }

    @Test
    void aTrustedImageIsAskedWhereItsMapsSayThatItChangedAndInASample() {
        protectThrice();
        write(7, 150);
        protect("p3");

        assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAPS_TRUSTED);
        MapReport report = Objects.requireNonNull(copies.maps);
        assertThat(report.objects()).isEqualTo(200);
        assertThat(report.dirty()).isEqualTo(2);
        assertThat(report.audited()).isGreaterThanOrEqualTo(64);
        assertThat(copies.counts.written()).isEqualTo(8192);
        assertEqual("p3");

        protect("p4");
        assertThat(copies.trust.code()).as("nothing changed").isEqualTo(Trust.Code.MAPS_TRUSTED);
        write(9);
        protect("p5");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAPS_TRUSTED);
        assertEqual("p5");
    }

    @Test
    void aReplicaThatSomebodyRolledBackIsFoundAlthoughItsOwnMapsForgetThat() {
        protectThrice();
        write(1, 60);
        protect("p3");
        sandboxB.rbd("snap", "rollback", "--no-progress", "rbd/" + name + "-replica@p2");
        write(7);
        protect("p4");

        assertThat(copies.head.rolledBack()).isTrue();
        assertEqual("p4");
    }

    /** It puts the snapshot's map in place first: what it had not undone yet does not show, until something is written there. */
    @Test
    void whatARollbackThatWasCutOffHidesDoesNotComeBackWithALaterPoint() {
        protectThrice();
        try (RbdImage replica = copies.openReplica()) {
            String map = "rbd_object_map." + replica.id().image();
            sandboxB.rados("-p", "rbd", "get", map, file(0));
            replica.write(170 * MIB + 100_000, ImageBytes.random(new Random(9), 4096));
            replica.lock().release();
            sandboxB.rados("-p", "rbd", "put", map, file(0));
        }
        write(170);
        protect("p3");

        assertEqual("p3");
        assertThat(copies.head.evidence()).contains("the first one at offset " + 170 * MIB);
        protect("p4");
        assertThat(copies.head.rolledBack()).as("once is enough").isFalse();
    }

    /** The same to a point before the base: an object of that, which nobody wrote to since, is missing without a trace. */
    @Test
    void whatARollbackToAnOlderPointThatWasCutOffHidesIsNotMissingInALaterPoint() {
        protectThrice();
        String map;
        try (RbdImage replica = copies.openReplica()) {
            map = "rbd_object_map." + replica.id().image();
        }
        sandboxB.rados("-p", "rbd", "get", map, file(0));
        write(60);
        protect("p3");
        sandboxB.rados("-p", "rbd", "put", map, file(0));
        write(7);
        protect("p4");

        assertEqual("p4");
        assertThat(copies.head.evidence()).contains("lacks the object at offset " + 60 * MIB);
    }

    @Test
    void aReplicaThatSomebodyWroteToWhereNothingWasIsFound() {
        protectThrice();
        try (RbdImage replica = copies.openReplica()) {
            replica.write(170 * MIB, ImageBytes.random(new Random(9), 4096));
        }
        protect("p3");

        assertThat(copies.head.rolledBack()).isTrue();
        assertEqual("p3");
    }

    @Test
    void anImageShrunkSnapshottedAndGrownIsAskedExactly() {
        protectThrice();
        copies.owner().resize(100 * MIB);
        copies.snapshot("between");
        copies.owner().resize(200 * MIB);
        protect("p3");

        assertThat(copies.trust.code()).isEqualTo(Trust.Code.IMAGE_SHRANK);
        assertEqual("p3");
    }

    @Test
    void aRollbackToASnapshotOlderThanTheBaseIsForgottenByTheMapsAndFoundExactly() {
        write(1, 2, 3);
        copies.snapshot("first");
        copies.snapshot("older");
        write(1);
        assertThat(copies.protect("p0")).isInstanceOf(CommitResult.Committed.class);
        long base = copies.newest().sourceSnapshotId();
        long older = copies.owner().snapshots().find("older").orElseThrow().id();
        copies.owner().snapshots().rollback(older, ProgressListener.SILENT);
        protect("p1");

        assertThat(copies.trust.code()).isEqualTo(Trust.Code.OLDER_SNAPSHOT);
        assertThat(copies.counts.changed()).isPositive();
        assertEqual("p1");
        assertThat(base).isGreaterThan(older);
    }

    @Test
    void aRollbackToASnapshotThatIsGoneSinceIsNotForgotten() {
        protectThrice();
        copies.snapshot("p-older");
        write(4);
        assertThat(copies.protect("p3")).isInstanceOf(CommitResult.Committed.class);
        write(3);
        assertThat(copies.protect("p4")).isInstanceOf(CommitResult.Committed.class);
        long base = copies.newest().sourceSnapshotId();
        long predecessor = copies.owner().snapshots().find("p3").orElseThrow().id();
        copies.owner().snapshots().rollback(predecessor, ProgressListener.SILENT);
        forgetAllBut(base);
        long end = copies.snapshot("p5");

        assertThat(bytesByMaps(base, end))
                .as("object 4 was written before p3; object 3, which was rolled back, was not")
                .isEqualTo(MIB);
        assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.ROLLBACK_POSSIBLE);
        assertThat(copies.counts.changed()).isPositive();
        assertEqual("p5");
    }

    @Test
    void aRollbackToTheBaseItselfIsNoLieOfTheMaps() {
        protectThrice();
        write(3, 9);
        copies.owner().snapshots().rollback(copies.newest().sourceSnapshotId(), ProgressListener.SILENT);
        protect("p3");

        assertThat(copies.distrusted).isEmpty();
        assertThat(copies.trust.code()).isIn(Trust.Code.MAPS_TRUSTED, Trust.Code.ROLLBACK_POSSIBLE);
        assertEqual("p3");
    }

    @Test
    void aMapThatIsFlaggedAsInvalidIsNotTrusted() {
        protectThrice();
        long lie = putAside(copies.newest().sourceSnapshotId());
        write(9);
        long end = copies.snapshot("p3");
        putInPlaceOf(end, lie);
        sandboxA.rbd("object-map", "check", "rbd/" + name + "@p3");

        assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAP_INVALID);
        assertEqual("p3");
    }

    @Test
    void featuresThatWereSwitchedOffAndOnInBetweenAreNotTrusted() {
        protectThrice();
        sandboxA.rbd("feature", "disable", "rbd/" + name, "fast-diff", "object-map");
        write(9);
        protect("p3");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.NO_OBJECT_MAPS);
        assertEqual("p3");

        write(10);
        sandboxA.rbd("feature", "enable", "rbd/" + name, "object-map", "fast-diff");
        write(11);
        protect("p4");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAP_INVALID);
        assertEqual("p4");

        sandboxA.rbd("object-map", "rebuild", "rbd/" + name);
        sandboxA.rbd("object-map", "rebuild", "rbd/" + name + "@p4");
        write(12);
        protect("p5");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAPS_TRUSTED);
        assertEqual("p5");
    }

    @Test
    void anImageOfNoBytesIsNeverAskedForWholeObjects() {
        protectThrice();
        copies.owner().resize(0);
        protect("p3");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.IMAGE_EMPTY);
        protect("p4");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.IMAGE_EMPTY);
        copies.owner().resize(MIB);
        write(0);
        protect("p5");
        assertEqual("p5");
    }

    @Test
    void aMapThatLacksAChangeIsFoundByTheAuditAndTheCopyIsMadeAnew() {
        protectThrice();
        int lies = 0;
        while (copies.distrusted.isEmpty() && lies < 10) {
            lies++;
            long lie = putAside(copies.newest().sourceSnapshotId());
            copies.owner().write(40 * MIB, ImageBytes.random(new Random(lies), 100_000));
            long end = copies.snapshot("p-lie-" + lies);
            putInPlaceOf(end, lie);
            assertThat(bytesByMaps(copies.newest().sourceSnapshotId(), end)).isZero();
            try {
                assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
                assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAPS_TRUSTED);
                forgetAllBut(end);
            } catch (Copies.MapsDistrustedException e) {
                assertThat(copies.distrusted).contains("offset " + 40 * MIB);
                assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
                assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAPS_DISTRUSTED);
            }
        }
        assertThat(copies.distrusted).as("found after " + lies + " runs").isNotEmpty();
        assertThat(lies).as("a round of 200 objects takes at most 4 runs").isLessThanOrEqualTo(4);
        assertEqual("p-lie-" + lies);

        write(9);
        protect("p9");
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAPS_DISTRUSTED);
        assertThat(copies.counts.written()).isEqualTo(4096);
        assertEqual("p9");
    }

    @Test
    void whatTheMapOfASnapshotLacksIsNotCopiedAsZeroesUntilTheMapIsRebuilt() {
        long empty = putAside(0);
        write(1);
        long end = copies.snapshot("p0");
        putInPlaceOf(end, empty);
        copies.diff = DiffMode.EXACT;

        assertLacksData(() -> copies.copy(end), 1);
        assertThat(copies.bases()).isEmpty();

        sandboxA.rbd("object-map", "rebuild", "rbd/" + name + "@p0");
        assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
        assertEqual("p0");
    }

    @Test
    void anAuditFindsAnObjectThatTheMapsNeverHadAlthoughItReadsAsZeroesAtBothEnds() {
        protectThrice();
        long lie = putAside(copies.newest().sourceSnapshotId());

        assertLacksData(
                () -> {
                    for (int run = 1; run <= 4; run++) {
                        copies.owner().write(60 * MIB, ImageBytes.random(new Random(run), 4096));
                        long end = copies.snapshot("p-lie-" + run);
                        putInPlaceOf(end, lie);
                        assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
                        forgetAllBut(end);
                    }
                },
                60);
        assertThat(copies.trust.code()).isEqualTo(Trust.Code.MAPS_TRUSTED);
    }

    private static void assertLacksData(ThrowingCallable copying, int object) {
        assertThatThrownBy(copying).isInstanceOfSatisfying(MoveFailedException.class, e -> {
            assertThat(e.code()).isEqualTo(MoveFailedException.SOURCE_MAP_LACKS_DATA);
            assertThat(e).hasMessageContaining("offset " + object * MIB);
        });
    }

    /** Keeps the map of a snapshot, in which whatever is not written since is clean; returns a name for it. */
    private long putAside(long snapshot) {
        copies.owner().snapshots().create("p-aside");
        long clean = copies.owner().snapshots().find("p-aside").orElseThrow().id();
        sandboxA.rados("-p", "rbd", "get", mapOf(clean), file(snapshot));
        copies.owner().snapshots().remove(clean);
        return snapshot;
    }

    private void putInPlaceOf(long snapshot, long aside) {
        sandboxA.rados("-p", "rbd", "put", mapOf(snapshot), file(aside));
    }

    private String file(long of) {
        return directory.resolve("map-" + of).toString();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void whereTheRulesHoldNoAuditOfAllFindsAChangeThatTheMapsLack(long seed) {
        end();
        Random random = new Random(seed);
        ImageSpec spec = ImageSpec.ofSize(16 * MIB).withOrder(16 + random.nextInt(6));
        begin(seed % 3 == 0 ? spec.withStriping(4096, 1 + random.nextInt(4)) : spec);
        RandomOwner owner = new RandomOwner(random, copies.owner(), 24 * MIB);
        Set<Trust.Code> codes = EnumSet.noneOf(Trust.Code.class);
        for (int i = 0; i < 12; i++) {
            for (int operation = random.nextInt(3); operation >= 0; operation--) {
                copies.owner().write(random.nextInt((int) copies.owner().size() / 2 + 1), ImageBytes.random(random, 1));
            }
            if (random.nextInt(4) == 0) {
                owner.work(1 + random.nextInt(3));
                copies.owner().resize(Math.max(16 * MIB, copies.owner().size()));
            }
            String passedOver = random.nextInt(5) == 0 ? "p-over-" + i : "";
            if (!passedOver.isEmpty()) {
                copies.snapshot(passedOver);
            }
            long end = copies.snapshot("p" + i);
            if (random.nextInt(4) == 0) {
                rollbackToAnyOf(random);
            }

            assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);

            codes.add(copies.trust.code());
            assertEqual("p" + i);
            if (random.nextInt(4) == 0) {
                rollbackToAnyOf(random);
            }
            forgetAllBut(end);
        }
        assertThat(copies.distrusted).isEmpty();
        assertThat(codes).contains(Trust.Code.MAPS_TRUSTED);
    }

    private void rollbackToAnyOf(Random random) {
        List<Snapshot> snapshots = copies.owner().snapshots().list();
        copies.owner()
                .snapshots()
                .rollback(snapshots.get(random.nextInt(snapshots.size())).id(), ProgressListener.SILENT);
    }
}
