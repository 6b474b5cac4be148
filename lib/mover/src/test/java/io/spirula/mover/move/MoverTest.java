package io.spirula.mover.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.Base;
import io.spirula.mover.Budget;
import io.spirula.mover.Copies;
import io.spirula.mover.FaultyImage;
import io.spirula.mover.FaultyQueue;
import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveCounts;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Operations;
import io.spirula.mover.Throttle;
import io.spirula.mover.WritePath;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.pipeline.Chunks;
import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class MoverTest {

    private static final int MIB = 1 << 20;
    private static final Map<String, Integer> ALL = new ConcurrentHashMap<>();

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(ImageSpec.ofSize(8 * MIB).withOrder(20));
    private final Kept kept = new Kept();

    @AfterEach
    void close() {
        copies.close();
        sites.close();
    }

    private void write(long offset, int length) {
        copies.owner().write(offset, ImageBytes.random(new Random(offset + length), length));
    }

    private void assertNewestIsEqual() {
        try (RbdImage source = copies.openSourceAt(copies.newest().sourceSnapshotId());
                RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
            assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(source));
        }
    }

    private MoveFailedException failureOfNextCopy() {
        return catchThrowableOfType(MoveFailedException.class, () -> copies.protect("broken"));
    }

    @Test
    void aFullWritesOnlyWhatIsNotZero() {
        write(MIB, 4096);
        write(3 * MIB + 100, 5000);
        copies.protect("s0");

        assertThat(copies.counts.written()).as("whole blocks").isEqualTo(4096 + 8192);
        assertThat(copies.counts.zeroed()).isZero();
        assertThat(copies.counts.read()).isEqualTo(copies.counts.changed());
        assertNewestIsEqual();
    }

    @Test
    void anIncrementMovesOnlyWhatChanged() {
        write(0, 8 * MIB);
        copies.protect("s0");
        write(2 * MIB + 4096, 8192);
        copies.protect("s1");

        assertThat(copies.counts).isEqualTo(new MoveCounts(8192, 8192, 8192, 0));
        assertNewestIsEqual();
    }

    @Test
    void nothingChangedMovesNothing() {
        write(0, 5000);
        copies.protect("s0");
        copies.protect("s1");

        assertThat(copies.counts).isEqualTo(new MoveCounts(0, 0, 0, 0));
        assertNewestIsEqual();
    }

    @Test
    void dataThatBecameZeroIsMadeZeroExactly() {
        write(0, 8 * MIB);
        copies.protect("s0");
        copies.owner().writeZeroes(MIB + 1, 5000);
        copies.owner().writeZeroes(4 * MIB, MIB);
        copies.protect("s1");

        assertThat(copies.counts.zeroed()).isEqualTo(MIB);
        assertThat(copies.counts.written())
                .as("blocks of which not all was made zero")
                .isEqualTo(8192);
        assertNewestIsEqual();
    }

    @Test
    void zeroesWhereTheTargetHasNothingAreNotWritten() {
        copies.protect("s0");
        copies.owner().write(MIB + 512 * 1024, ImageBytes.random(new Random(1), 4096));
        copies.protect("s1");

        assertThat(copies.counts.changed()).isGreaterThan(4096);
        assertThat(copies.counts.written()).isEqualTo(4096);
        assertThat(copies.counts.zeroed()).isZero();
        assertNewestIsEqual();
    }

    @Test
    void anImageOfSizeZeroIsMoved() {
        copies.owner().resize(0);
        copies.protect("s0");
        assertNewestIsEqual();
        copies.owner().resize(3 * MIB + 1);
        write(MIB, 2 * MIB + 1);
        copies.protect("s1");
        assertNewestIsEqual();
        copies.owner().resize(0);
        copies.protect("s2");
        assertNewestIsEqual();
    }

    @Test
    void movingAgainAfterAFailureInTheMiddleDoesNoHarm() {
        write(0, 8 * MIB);
        copies.protect("s0");
        write(0, 6 * MIB);
        copies.target = FaultyImage.failing(2, 110);
        assertThat(failureOfNextCopy().code()).isEqualTo("RBD_ETIMEDOUT");
        copies.target = image -> image;

        copies.protect("again");

        assertThat(copies.head.rolledBack()).isTrue();
        assertNewestIsEqual();
    }

    /** Which of all operations of a kind. */
    private enum Nth {
        FIRST,
        SECOND,
        MIDDLE,
        LAST_BUT_ONE,
        LAST;

        int of(int all) {
            return switch (this) {
                case FIRST -> 1;
                case SECOND -> 2;
                case MIDDLE -> (all + 1) / 2;
                case LAST_BUT_ONE -> all - 1;
                case LAST -> all;
            };
        }
    }

    /** How a failure is to be told. */
    private record Told(int errno, String code, boolean retryable, boolean fenceFirst) {}

    private static final List<Told> WHEN_READING = List.of(
            new Told(2, "RBD_ENOENT", false, false),
            new Told(5, "RBD_EIO", false, false),
            new Told(11, "RBD_EAGAIN", true, false),
            new Told(108, "RBD_ESHUTDOWN", true, true),
            new Told(110, "RBD_ETIMEDOUT", true, true),
            new Told(4711, "RBD_ERRNO_4711", false, false));

    private static final List<Told> WHEN_WRITING = List.of(
            new Told(5, "RBD_EIO", false, false),
            new Told(28, "RBD_ENOSPC", false, false),
            new Told(30, "RBD_EROFS", false, false),
            new Told(108, "RBD_ESHUTDOWN", true, true),
            new Told(110, "RBD_ETIMEDOUT", true, true),
            new Told(122, "RBD_EDQUOT", false, false));

    static Stream<Arguments> reads() {
        return cases(List.of(Nth.values()), WHEN_READING);
    }

    static Stream<Arguments> writes() {
        return cases(List.of(Nth.values()), WHEN_WRITING);
    }

    /** There are two of each. */
    static Stream<Arguments> diffs() {
        return cases(List.of(Nth.FIRST, Nth.LAST), WHEN_READING);
    }

    /** There are two of each. */
    static Stream<Arguments> flushes() {
        return cases(List.of(Nth.FIRST, Nth.LAST), WHEN_WRITING);
    }

    static Stream<Arguments> shortOnes() {
        return Stream.of(WritePath.values())
                .flatMap(path -> Stream.of(Nth.values()).map(nth -> Arguments.of(path, nth)));
    }

    /** Each failure of each operation, the write paths in turn. */
    private static Stream<Arguments> cases(List<Nth> operations, List<Told> failures) {
        return operations.stream()
                .flatMap(nth ->
                        failures.stream().map(told -> Arguments.of(path(nth, failures.indexOf(told)), nth, told)));
    }

    private static WritePath path(Nth nth, int failure) {
        return WritePath.values()[(nth.ordinal() + failure) % 2];
    }

    /** Small places that are read together, one large one that is not, and what became zero, since a point with all objects. */
    private long changedSinceAPoint(WritePath path) {
        copies.limits = Copies.limits(path);
        for (int object = 0; object < 8; object++) {
            write(object * MIB + 65_536, 65_536);
            write((object + 1) * MIB - 4096, 4096);
        }
        copies.protect("s0");
        for (int object = 0; object < 6; object++) {
            write(object * MIB + 8192, 8192);
            write(object * MIB + MIB / 2, 4096);
        }
        write(6 * MIB, MIB + 4096);
        copies.owner().writeZeroes(3 * MIB + 65_536, 65_536);
        return copies.snapshot("broken");
    }

    /** As many operations as the same move takes into another replica. */
    private int all(long end, WritePath path, boolean ofSource) {
        return ALL.computeIfAbsent(path + (ofSource ? " reads" : " writes"), kind -> count(end, path, ofSource));
    }

    private int count(long end, WritePath path, boolean ofSource) {
        Operations seen = Operations.sound();
        Copies other = new Copies(sites.poolA, sites.poolB, copies.owner(), "sound");
        other.limits = Copies.limits(path);
        other.copy(copies.newest().sourceSnapshotId());
        if (ofSource) {
            other.source = seen::of;
        } else {
            other.target = seen::of;
        }
        other.copy(end);
        assertThat(seen.ended()).as("operations").isGreaterThan(4);
        return seen.ended();
    }

    private String replica() {
        try (RbdImage replica = copies.openReplica()) {
            return replica.id().toString();
        }
    }

    /** A move that is spoiled: all that has to be so whatever failed. */
    private MoveFailedException failureOf(long end, Operations atSource, Operations atTarget) {
        long before = smallest(direct());
        UnaryOperator<RbdImage> source = copies.source;
        UnaryOperator<RbdImage> target = copies.target;
        copies.source = image -> source.apply(atSource.of(image));
        copies.target = image -> target.apply(atTarget.of(image));
        copies.journal = kept;

        MoveFailedException failure = catchThrowableOfType(MoveFailedException.class, () -> copies.copy(end));

        assertThat(failure).isNotNull();
        assertThat(copies.bases()).hasSize(1);
        assertThat(copies.writes.count()).as("writes in flight").isZero();
        assertThat(atSource.openQueues() + atTarget.openQueues()).as("queues").isZero();
        assertThat(copies.owner().watchers()).as("handles of the source").hasSize(1);
        try (RbdImage replica = copies.openReplica();
                DoneParts done = DoneParts.read(kept.records, 8 * MIB)) {
            assertThat(replica.watchers()).as("handles of the replica").hasSize(1);
            assertThat(replica.snapshots().list()).extracting(Snapshot::name).containsExactly("s0");
            Stream.of(atSource, atTarget)
                    .flatMap(operations -> operations.spoiled().stream())
                    .forEach(spoiled -> assertNotDone(done, spoiled));
            done.hashes().<RuntimeException>forEach(chunk -> assertThere(replica, chunk));
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("move-"));
        await("its buffers to be given up").pollDelay(Duration.ZERO).untilAsserted(() -> {
            System.gc();
            assertThat(direct().getMemoryUsed()).isLessThan(before + MIB);
        });
        return failure;
    }

    /** What is read and written with it is not done either. */
    private static void assertNotDone(DoneParts done, Range spoiled) {
        Range window = new Range(spoiled.offset() / Chunks.SIZE * Chunks.SIZE, Chunks.SIZE);
        assertThat(done.left(List.of(window))).containsExactly(window);
    }

    private static void assertThere(RbdImage replica, ChunkHashes.Chunk chunk) {
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) chunk.range().length());
        replica.read(chunk.range().offset(), bytes);
        assertThat(PointDigest.of(chunk.range().offset(), bytes)).isEqualTo(chunk.digest());
    }

    /** A journal that has what it was given when the move ended. */
    private static final class Kept implements MoveJournal {

        private final List<ByteBuffer> records = new ArrayList<>();

        @Override
        public Duration interval() {
            return Duration.ofDays(1);
        }

        @Override
        public boolean append(ByteBuffer some) {
            records.add(some);
            return true;
        }
    }

    private void assertTold(MoveFailedException failure, Told told, String operation, String object) {
        assertThat(failure.code()).isEqualTo(told.code());
        assertThat(failure.retryable()).isEqualTo(told.retryable());
        assertThat(failure.fenceFirst()).isEqualTo(told.fenceFirst());
        assertThat(failure)
                .hasMessageStartingWith("cannot " + operation)
                .hasMessageContaining(object)
                .hasMessageContaining("(" + told.errno() + ")")
                .hasCauseInstanceOf(RbdException.class);
    }

    private void assertDoneOnceItIsSound(long end) {
        copies.source = image -> image;
        copies.target = image -> image;
        copies.journal = MoveJournal.NONE;
        assertThat(copies.copy(end)).isInstanceOf(CommitResult.Committed.class);
        assertNewestIsEqual();
    }

    @ParameterizedTest(name = "{0}, the {1}: {2}")
    @MethodSource("reads")
    void whicheverReadFailsIsToldAndNothingOfItIsDone(WritePath path, Nth nth, Told told) {
        long end = changedSinceAPoint(path);
        String source = copies.owner().id().toString();
        Operations failing = Operations.failing(nth.of(all(end, path, true)), told.errno(), source);

        MoveFailedException failure = failureOf(end, failing, Operations.sound());

        assertThat(failing.spoiled()).isPresent();
        assertTold(failure, told, "READ", source);
        assertDoneOnceItIsSound(end);
    }

    @ParameterizedTest(name = "{0}, the {1}: {2}")
    @MethodSource("writes")
    void whicheverWriteFailsIsToldAndNothingOfItIsDone(WritePath path, Nth nth, Told told) {
        long end = changedSinceAPoint(path);
        String replica = replica();
        Operations failing = Operations.failing(nth.of(all(end, path, false)), told.errno(), replica);

        MoveFailedException failure = failureOf(end, Operations.sound(), failing);

        assertThat(failing.spoiled()).isPresent();
        assertTold(failure, told, path == WritePath.IMAGE ? "WRITE" : "CHANGE_OBJECT", replica);
        assertDoneOnceItIsSound(end);
    }

    @ParameterizedTest(name = "{0}, the {1}: {2}")
    @MethodSource("diffs")
    void whicheverDiffFailsIsToldAndTheMoveEnds(WritePath path, Nth nth, Told told) {
        long end = changedSinceAPoint(path);
        copies.source = FaultyImage.refusing("diff", nth.of(2), told.errno());

        MoveFailedException failure = failureOf(end, Operations.sound(), Operations.sound());

        assertTold(failure, told, "diff", copies.owner().id().toString());
        assertDoneOnceItIsSound(end);
    }

    /** That of the move, and that of the commit. */
    @ParameterizedTest(name = "{0}, the {1}: {2}")
    @MethodSource("flushes")
    void whicheverFlushFailsIsToldAndNoPointIsMade(WritePath path, Nth nth, Told told) {
        long end = changedSinceAPoint(path);
        copies.target = FaultyImage.refusing("flush", nth.of(2), told.errno());

        MoveFailedException failure = failureOf(end, Operations.sound(), Operations.sound());

        assertTold(failure, told, "flush", replica());
        assertDoneOnceItIsSound(end);
        assertThat(copies.head.rolledBack()).as("all had been written").isTrue();
    }

    @ParameterizedTest(name = "{0}, the {1}")
    @MethodSource("shortOnes")
    void whicheverReadIsShortIsAFailureAndNothingOfItIsDone(WritePath path, Nth nth) {
        long end = changedSinceAPoint(path);
        Operations shortening = Operations.shortening(nth.of(all(end, path, true)));

        assertShort(failureOf(end, shortening, Operations.sound()), shortening);
        assertDoneOnceItIsSound(end);
    }

    @ParameterizedTest(name = "{0}, the {1}")
    @MethodSource("shortOnes")
    void whicheverWriteIsShortIsAFailureAndNothingOfItIsDone(WritePath path, Nth nth) {
        long end = changedSinceAPoint(path);
        Operations shortening = Operations.shortening(nth.of(all(end, path, false)));

        assertShort(failureOf(end, Operations.sound(), shortening), shortening);
        assertDoneOnceItIsSound(end);
    }

    private static void assertShort(MoveFailedException failure, Operations shortening) {
        Range asked = shortening.spoiled().orElseThrow();
        assertThat(failure.code()).isEqualTo(MoveFailedException.SHORT_TRANSFER);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure)
                .hasMessageContaining("offset " + asked.offset())
                .hasMessageContaining(Long.toString(asked.length() - 1));
    }

    @Test
    void aSourceSnapshotRemovedWhileItIsReadIsNoticed() {
        write(0, 8 * MIB);
        copies.protect("s0");
        write(0, 8 * MIB);
        long end = copies.snapshot("s1");
        AtomicInteger reads = new AtomicInteger();
        copies.source = removing(end, reads);

        assertThatThrownBy(() -> copies.copy(end))
                .asInstanceOf(type(MoveFailedException.class))
                .returns(MoveFailedException.SOURCE_SNAPSHOT_GONE, MoveFailedException::code)
                .returns(false, MoveFailedException::retryable);
        assertThat(reads).hasPositiveValue();
    }

    @Test
    void aSourceSnapshotRemovedIsNoticedThoughTheHandleStillListsIt() {
        write(0, 8 * MIB);
        copies.protect("s0");
        write(0, 8 * MIB);
        long end = copies.snapshot("s1");
        UnaryOperator<RbdImage> removing = removing(end, new AtomicInteger());
        copies.source = image -> removing.apply(FaultyImage.withoutWatch(image));

        assertThatThrownBy(() -> copies.copy(end))
                .asInstanceOf(type(MoveFailedException.class))
                .returns(MoveFailedException.SOURCE_SNAPSHOT_GONE, MoveFailedException::code);
        assertThat(copies.bases()).hasSize(1);
    }

    @Test
    void aBaseRemovedIsNoticedThoughTheHandleStillListsIt() {
        write(0, 8 * MIB);
        copies.protect("s0");
        write(0, 8 * MIB);
        UnaryOperator<RbdImage> removing = removing(copies.newest().sourceSnapshotId(), new AtomicInteger());
        copies.source = image -> removing.apply(FaultyImage.withoutWatch(image));

        assertThat(failureOfNextCopy().code()).isEqualTo(MoveFailedException.SOURCE_BASE_GONE);
        assertThat(copies.bases()).hasSize(1);
    }

    @Test
    void aBaseRemovedWhileItIsNeededIsNoticed() {
        write(0, 8 * MIB);
        copies.protect("s0");
        write(0, 8 * MIB);
        copies.source = removing(copies.newest().sourceSnapshotId(), new AtomicInteger());

        assertThat(failureOfNextCopy().code()).isIn(MoveFailedException.SOURCE_BASE_GONE, "RBD_ENOENT");
    }

    private UnaryOperator<RbdImage> removing(long snapshot, AtomicInteger reads) {
        return image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                if (reads.getAndIncrement() == 1) {
                    copies.owner().snapshots().remove(snapshot);
                }
                return super.take();
            }
        });
    }

    @Test
    void cancellingEndsTheMoveSoon() {
        write(0, 8 * MIB);
        AtomicBoolean wanted = new AtomicBoolean(true);
        copies.context = new MoveContext() {
            @Override
            public boolean stillWanted() {
                return wanted.get();
            }

            @Override
            public void progressed(MoveProgress progress) {}
        };
        copies.source = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                wanted.set(false);
                return super.take();
            }
        });

        MoveFailedException failure = failureOfNextCopy();

        assertThat(failure.code()).isEqualTo(MoveFailedException.CANCELLED);
        assertThat(failure.retryable()).isFalse();
        assertThat(copies.bases()).isEmpty();
    }

    @Test
    void writesInFlightAreCountedUntilTheyEndOrAreGivenUp() {
        write(0, 8 * MIB);
        AtomicLong most = new AtomicLong();
        copies.target = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                most.accumulateAndGet(copies.writes.count(), Math::max);
                return super.take();
            }
        });
        copies.protect("s0");
        assertThat(most.get()).isBetween(1L, 2L);
        assertThat(copies.writes.count()).isZero();

        write(0, 8 * MIB);
        copies.target = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                throw new IllegalStateException("broken");
            }
        });
        assertThatThrownBy(() -> copies.protect("s1")).hasMessageContaining("broken");
        assertThat(copies.writes.count()).isZero();
    }

    @Test
    void aMoveInWhichNothingEndsAnyMoreFails() {
        write(0, 8 * MIB);
        CountDownLatch never = new CountDownLatch(1);
        copies.limits = new MoverLimits(16 * MIB, 8, 1, 1, Duration.ofMillis(300), WritePath.IMAGE);
        copies.target = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.take();
            }
        });

        MoveFailedException failure = failureOfNextCopy();

        assertThat(failure.code()).isEqualTo(MoveFailedException.NO_PROGRESS);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.fenceFirst()).isTrue();
    }

    @Test
    void leaveIsAskedForEachByteThatIsReadOnEitherSide() {
        write(0, 8 * MIB);
        Budget between = new Budget(Long.MAX_VALUE);
        Budget atTarget = new Budget(Long.MAX_VALUE);
        copies.context = Budget.context(between, atTarget, () -> true);
        copies.protect("s0");
        assertThat(between.taken()).isEqualTo(8 * MIB);
        assertThat(atTarget.taken()).as("read back").isEqualTo(8 * MIB);

        write(MIB, 4096);
        write(5 * MIB, 8192);
        copies.protect("s1");
        assertThat(between.taken()).isEqualTo(8 * MIB + 4096 + 8192);
        assertThat(atTarget.taken())
                .as("what the changed blocks held before, and read back")
                .isEqualTo(8 * MIB + 2 * (4096 + 8192));
    }

    @Test
    void whatIsReadTwiceAtTheTargetCountsTwice() {
        write(0, 2 * MIB);
        copies.protect("s0");
        try (RbdImage replica = copies.openReplica()) {
            replica.lock().acquire();
            replica.write(0, ImageBytes.random(new Random(9), MIB));
        }
        Budget atTarget = new Budget(Long.MAX_VALUE);
        copies.context = Budget.context(Throttle.NONE, atTarget, () -> true);
        copies.protect("s1");

        assertThat(copies.head.rolledBack()).isTrue();
        assertThat(atTarget.taken() % 2).isZero();
        assertThat(atTarget.taken()).isGreaterThanOrEqualTo(2L * MIB);
    }

    @Test
    void toBeHeldBackIsNoStandstill() throws Exception {
        write(0, 8 * MIB);
        Budget between = new Budget(4 * MIB);
        copies.limits = new MoverLimits(16 * MIB, 8, 1, 1, Duration.ofMillis(300), WritePath.IMAGE);
        copies.context = Budget.context(between, Throttle.NONE, () -> true);
        CompletableFuture<CommitResult> move = CompletableFuture.supplyAsync(() -> copies.protect("s0"));
        await().until(() -> between.refusals() > 5);
        assertThat(between.taken()).isEqualTo(4 * MIB);
        assertThat(move).isNotDone();
        between.allow(4 * MIB);

        assertThat(move.get(60, TimeUnit.SECONDS)).isInstanceOf(CommitResult.Committed.class);
        assertNewestIsEqual();
    }

    @Test
    void whoIsHeldBackNoticesThatItIsNotWanted() {
        write(0, 8 * MIB);
        Budget never = new Budget(0);
        copies.context = Budget.context(never, Throttle.NONE, () -> never.refusals() < 3);

        assertThat(failureOfNextCopy().code()).isEqualTo(MoveFailedException.CANCELLED);
        assertThat(never.taken()).isEqualTo(0);
    }

    @Test
    void progressNeverGoesBackAndEndsAtTheTotal() {
        write(0, 8 * MIB);
        List<MoveProgress> heard = Collections.synchronizedList(new ArrayList<>());
        copies.context = new MoveContext() {
            @Override
            public boolean stillWanted() {
                return true;
            }

            @Override
            public void progressed(MoveProgress progress) {
                heard.add(progress);
            }
        };
        copies.protect("s0");

        List<MoveProgress> moves = heard.stream()
                .filter(progress -> progress.phase() == MoveProgress.Phase.MOVE)
                .toList();
        assertThat(moves).extracting(MoveProgress::bytesDone).isSorted();
        assertThat(moves).allSatisfy(progress -> {
            assertThat(progress.bytesKnown()).isBetween(progress.bytesDone(), 8L * MIB);
            assertThat(progress.bytesTotal()).isIn(null, 8L * MIB);
        });
        assertThat(moves.get(moves.size() - 1))
                .isEqualTo(new MoveProgress(MoveProgress.Phase.MOVE, 8L * MIB, 8L * MIB));
        assertThat(heard.get(heard.size() - 1))
                .isEqualTo(new MoveProgress(MoveProgress.Phase.VERIFY, 8L * MIB, 8L * MIB));
    }

    @Test
    void aFullIntoAnImageWithDataIsRefused() {
        write(0, 4096);
        long end = copies.snapshot("s0");
        sites.poolB.create("other", ImageSpec.ofSize(MIB));
        try (RbdImage source = copies.openSourceAt(end);
                RbdImage other = sites.poolB.open(ImageLocator.byName("other"))) {
            other.lock().acquire();
            other.write(5, ImageBytes.random(new Random(2), 10));

            assertThatThrownBy(() ->
                            new Mover(Copies.LIMITS).move(new MoveRequest(source, other, null), MoveContext.UNATTENDED))
                    .asInstanceOf(type(MoveFailedException.class))
                    .returns(MoveFailedException.TARGET_NOT_EMPTY, MoveFailedException::code);
            assertThat(other.size()).as("nothing was touched").isEqualTo(MIB);
        }
    }

    @Test
    void nothingIsWrittenWithoutTheLock() {
        write(0, 4096);
        long end = copies.snapshot("s0");
        sites.poolB.create("other", ImageSpec.ofSize(0));
        try (RbdImage source = copies.openSourceAt(end);
                RbdImage other = sites.poolB.open(ImageLocator.byName("other"))) {

            assertThatThrownBy(() ->
                            new Mover(Copies.LIMITS).move(new MoveRequest(source, other, null), MoveContext.UNATTENDED))
                    .asInstanceOf(type(MoveFailedException.class))
                    .returns(MoveFailedException.TARGET_NOT_LOCKED, MoveFailedException::code);
            assertThat(other.size()).isZero();
        }
    }

    @Test
    void aBaseThatTheTargetLacksIsAFailure() {
        write(0, 4096);
        copies.protect("s0");
        copies.bases().set(0, new Base(copies.newest().sourceSnapshotId(), 4711));

        assertThat(failureOfNextCopy().code()).isEqualTo("RBD_ENOENT");
    }

    @Test
    void memoryIsBoundedWhateverIsMoved() {
        copies.owner().resize(200L * MIB);
        for (int i = 0; i < 100; i++) {
            write(2L * i * MIB, MIB + 4096);
        }
        BufferPoolMXBean direct = direct();
        long before = smallest(direct);
        AtomicLong peak = new AtomicLong();
        copies.verify = VerifyMode.NONE;
        copies.source = image -> FaultyImage.of(image, queue -> measured(queue, direct, peak));
        copies.target = copies.source;

        assertThat(copies.protect("s0")).isInstanceOf(CommitResult.Committed.class);

        assertThat(peak.get() - before).isPositive().isLessThanOrEqualTo(copies.limits.bufferBytes() + MIB);
    }

    private static BufferPoolMXBean direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
    }

    /** What is left once the collector has freed what earlier tests used. */
    private static long smallest(BufferPoolMXBean direct) {
        await().pollDelay(Duration.ZERO).untilAsserted(() -> {
            System.gc();
            assertThat(direct.getMemoryUsed()).isLessThan(16 * MIB);
        });
        return direct.getMemoryUsed();
    }

    private static AioQueue<Object> measured(AioQueue<Object> queue, BufferPoolMXBean direct, AtomicLong peak) {
        return new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                peak.accumulateAndGet(direct.getMemoryUsed(), Math::max);
                return super.take();
            }
        };
    }
}
