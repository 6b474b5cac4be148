package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.KilledMove.Moment;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.commit.Committer;
import io.spirula.mover.commit.ProofRequest;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.SharedSandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that copies dies in the midst of it, on real clusters: whoever comes next fences it, settles HEAD and copies right. */
@Timeout(120)
class KilledMoveIT {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int OLD_OBJECTS = 20;
    private static final int NEW_OBJECTS = 4;
    private static final int SIZE = (OLD_OBJECTS + NEW_OBJECTS) * MIB;

    /** One of each object is too large to be read together with others. */
    static final int READS = OLD_OBJECTS + NEW_OBJECTS;

    private static final List<String> OLDER = List.of("s0", "s1");
    private static final Duration FENCE = Duration.ofHours(1);
    private static final int SIGKILLED = 128 + 9;

    private static CephSandboxCluster sandboxA;
    private static CephSandboxCluster sandboxB;
    private static CephCluster siteA;
    private static CephCluster siteB;

    private static RbdPool poolA;
    private static RbdPool poolB;
    private static Random random;
    private static Copies copies;

    private static Random seeded() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        return new Random(seed);
    }

    /** Three places in each object that was there, and all that a new one has. */
    static int writes(WritePath path) {
        return path == WritePath.IMAGE ? 3 * OLD_OBJECTS + NEW_OBJECTS : OLD_OBJECTS + NEW_OBJECTS;
    }

    @BeforeAll
    static void connect() {
        sandboxA = SharedSandbox.ceph("site-a");
        sandboxB = SharedSandbox.ceph("site-b");
        siteA = connect(sandboxA);
        siteB = connect(sandboxB);
        random = seeded();
        poolA = siteA.openPool("rbd", "");
        poolB = siteB.openPool("rbd", "");
        copies = new Copies(poolA, poolB, "killed", ImageSpec.ofSize(SIZE).withOrder(20));
        protectTwoPoints();
    }

    private static CephCluster connect(CephSandboxCluster sandbox) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(
                        sandbox.name(), sandbox.conf(), "admin", sandbox.adminKeyring(), Duration.ofSeconds(30)));
    }

    @AfterAll
    static void disconnect() {
        copies.close();
        siteA.close();
        siteB.close();
    }

    private static void protectTwoPoints() {
        fill();
        assertCommitted(copies.protect("s0"));
        write(3 * MIB + 8 * KIB, 4 * KIB);
        assertCommitted(copies.protect("s1"));
    }

    @ParameterizedTest
    @EnumSource
    void whoeverComesAfterAMoveThatWasKilledCopiesRight(Moment moment) throws Exception {
        copies.limits = Copies.limits(WritePath.values()[moment.ordinal() % 2]);
        Base base = copies.bases().get(1);
        change();
        long end = copies.snapshot("s2");

        fence(killed(base, end, moment));

        Optional<Snapshot> left = leftBehind();
        assertThat(left.isPresent()).isEqualTo(moment.compareTo(Moment.WITH_A_SNAPSHOT_THAT_NOTHING_RECORDS) >= 0);
        if (left.isPresent()) {
            assertProven(base, end, left.get());
            assertEqual(copies.newest());
            goOn(copies.newest());
        } else {
            assertRollsBackWhatWasWritten(base, moment);
            assertCommitted(copies.copySince(base, end));
            assertEqual(copies.newest());
            assertThat(copies.head.rolledBack())
                    .as("HEAD was at the newer point")
                    .isTrue();
        }
        assertThat(copies.bases()).hasSize(4);
        copies.bases().subList(0, OLDER.size()).forEach(KilledMoveIT::assertEqual);
    }

    /** The two older ones stay. */
    @AfterEach
    void forgetNewPoints() {
        try (RbdImage replica = copies.openReplica()) {
            for (RbdImage image : List.of(copies.owner(), replica)) {
                image.snapshots().list().stream()
                        .filter(snapshot -> !OLDER.contains(snapshot.name()))
                        .forEach(snapshot -> image.snapshots().remove(snapshot.id()));
            }
        }
        copies.bases().subList(OLDER.size(), copies.bases().size()).clear();
    }

    private static void fill() {
        for (int object = 0; object < OLD_OBJECTS; object++) {
            write(object * MIB, 448 * KIB);
            write(object * MIB + 512 * KIB, 16 * KIB);
            write((object + 1) * MIB - 4 * KIB, 4 * KIB);
        }
    }

    /** About 10 MiB, some of it where nothing was. */
    private static void change() {
        for (int object = 0; object < OLD_OBJECTS; object++) {
            write(object * MIB + 16 * KIB, 400 * KIB);
            write(object * MIB + 512 * KIB, 4 * KIB);
            write(object * MIB + 520 * KIB, 4 * KIB);
        }
        for (int object = OLD_OBJECTS; object < OLD_OBJECTS + NEW_OBJECTS; object++) {
            write(object * MIB, 512 * KIB);
        }
    }

    private static void write(long offset, int length) {
        copies.owner().write(offset, ImageBytes.random(random, length));
    }

    /** Starts it, kills it where it stands, and tells what it wrote as. */
    private static String killed(Base base, long end, Moment moment) throws Exception {
        Process process = start(KilledMove.arguments(sandboxA, sandboxB, copies, base, end, moment));
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String reader = line(lines, KilledMove.READS_AS);
            String writer = line(lines, KilledMove.WRITES_AS);
            int inFlight = Integer.parseInt(line(lines, KilledMove.STANDS));
            process.destroyForcibly();
            assertThat(process.waitFor()).as("exit code").isEqualTo(SIGKILLED);
            System.out.println(moment + " by " + copies.limits.writePath() + ", writes in flight: " + inFlight);
            // whoever changes the source's header would wait for its watch until that times out
            siteA.blocklist(reader, FENCE);
            if (moment == Moment.WHEN_A_WRITE_IS_SUBMITTED) {
                assertThat(inFlight).as("writes in flight").isPositive();
            }
            return writer;
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    /** It must not outlive this JVM. */
    private static Process start(List<String> arguments) throws IOException {
        List<String> argv = new ArrayList<>(List.of(
                "setpriv",
                "--pdeathsig=KILL",
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledMove.class.getName()));
        argv.addAll(arguments);
        return new ProcessBuilder(argv)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String line(BufferedReader lines, String prefix) throws Exception {
        String line = CompletableFuture.supplyAsync(
                        () -> lines.lines()
                                .filter(said -> said.startsWith(prefix))
                                .findFirst()
                                .orElseThrow(() -> new AssertionError("it ended by itself")),
                        task -> new Thread(task, "lines").start())
                .get(60, TimeUnit.SECONDS);
        return line.substring(prefix.length());
    }

    /** As transfer-service does it: the writer that is on record first, then whoever has the lock. */
    private static void fence(String writer) {
        siteB.blocklist(writer, FENCE);
        siteB.awaitLatestOsdMap();
        try (RbdImage replica = copies.openReplica()) {
            List<String> owners = replica.lock().owners();
            assertThat(owners).containsExactly(writer);
            replica.lock().breakLock(writer);
        }
        siteB.blocklist(writer, FENCE);
    }

    private static Optional<Snapshot> leftBehind() {
        try (RbdImage replica = copies.openReplica()) {
            return replica.snapshots().find("s2");
        }
    }

    private static void assertProven(Base base, long end, Snapshot left) {
        try (RbdImage from = copies.openSourceAt(end);
                RbdImage to = copies.openReplica()) {
            to.lock().acquire();
            assertCommitted(new Committer(copies.limits)
                    .prove(new ProofRequest(from, to, left.id(), base), MoveContext.UNATTENDED));
        }
        copies.bases().add(new Base(end, left.id()));
    }

    /** What was written where nothing was is gone again, so that no difference from the base to the newer point names it. */
    private static void assertRollsBackWhatWasWritten(Base base, Moment moment) {
        goOn(base);
        if (moment.compareTo(Moment.BEFORE_THE_FIRST_WRITE) <= 0) {
            assertThat(copies.head.rolledBack()).isFalse();
        } else if (moment.compareTo(Moment.WHILE_FORMER_CONTENT_IS_READ) >= 0) {
            assertThat(copies.head.rolledBack()).isTrue();
        }
    }

    private static void goOn(Base base) {
        copies.owner().writeZeroes(OLD_OBJECTS * MIB, NEW_OBJECTS * MIB);
        write(MIB, 8 * KIB);
        assertCommitted(copies.copySince(base, copies.snapshot("s3")));
        assertEqual(copies.newest());
    }

    private static void assertEqual(Base point) {
        try (RbdImage source = copies.openSourceAt(point.sourceSnapshotId());
                RbdImage replica = copies.openReplicaAt(point.targetSnapshotId())) {
            assertThat(Arrays.mismatch(ImageBytes.read(replica), ImageBytes.read(source)))
                    .as("first byte that differs in %s", point)
                    .isEqualTo(-1);
        }
    }

    private static void assertCommitted(CommitResult result) {
        assertThat(result).isInstanceOf(CommitResult.Committed.class);
    }
}
