package io.spirula.mover.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Throttle;
import io.spirula.mover.WritePath;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.move.MoveRequest;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FeedTest {

    private static final int MIB = 1 << 20;
    private static final long SIZE = 48L * MIB;
    /** What fits into buffers of 4 MiB of a feed or a move. */
    private static final long BUFFERS = 16L * MIB;

    private static final long SECOND = 1_000_000_000;

    private final InMemorySites sites = new InMemorySites();
    private final Copies first = sites.copies(ImageSpec.ofSize(SIZE).withOrder(22));
    private final Copies second = new Copies(sites.poolA, sites.poolB, first.owner(), "vm-1-second");
    private final AtomicLong readByFeed = new AtomicLong();
    private final AtomicLong readByFirst = new AtomicLong();
    private final AtomicLong readBySecond = new AtomicLong();
    private final Random random = seeded();
    private UnaryOperator<RbdImage> feedSource = UnaryOperator.identity();
    /** Stands still, so that nobody's patience ends, until somebody moves it. */
    private final AtomicLong nanoTime = new AtomicLong();

    private final AtomicInteger closed = new AtomicInteger();

    private static Random seeded() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        return new Random(seed);
    }

    FeedTest() {
        first.source = image -> counting(image, readByFirst);
        second.source = image -> counting(image, readBySecond);
        first.verify = VerifyMode.NONE;
        second.verify = VerifyMode.NONE;
    }

    @AfterEach
    void close() {
        first.close();
        sites.close();
    }

    private static RbdImage counting(RbdImage image, AtomicLong bytes) {
        return FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                var result = super.take();
                bytes.addAndGet(result.length());
                return result;
            }
        });
    }

    private void write(long offset, int length) {
        first.owner().write(offset, ImageBytes.random(random, length));
    }

    /** All of the image, in writes of 4 MiB. */
    private void fill() {
        for (int i = 0; i < 12; i++) {
            write(i * 4L * MIB, 4 * MIB);
        }
    }

    private List<Seat> open(Copies copies, long end) {
        RbdImage image = first.openSourceAt(end);
        RbdImage counted = feedSource.apply(counting(image, readByFeed));
        Long base = copies.bases().isEmpty() ? null : copies.newest().sourceSnapshotId();
        return Feed.open(
                new FeedSource() {
                    @Override
                    public RbdImage image() {
                        return counted;
                    }

                    @Override
                    public void close() {
                        image.close();
                        closed.incrementAndGet();
                    }
                },
                base,
                2,
                Copies.LIMITS,
                nanoTime::get);
    }

    private long feed() {
        long end = first.snapshot("s" + first.bases().size() + second.bases().size());
        List<Seat> seats = open(first, end);
        first.reads = request -> request.fedAt(seats.get(0));
        second.reads = request -> request.fedAt(seats.get(1));
        return end;
    }

    private static CompletableFuture<CommitResult> start(Copies copies, long end) {
        return CompletableFuture.supplyAsync(() -> copies.copy(end), task -> new Thread(task, "copy").start());
    }

    /** Lets time pass until a move is done. */
    private void assertCommittedInTime(CompletableFuture<CommitResult> copy) throws Exception {
        await().until(() -> {
            nanoTime.addAndGet(SECOND / 2);
            return copy.isDone();
        });
        assertCommitted(copy);
    }

    private static void assertCommitted(CompletableFuture<CommitResult> copy) throws Exception {
        assertThat(copy.get(60, TimeUnit.SECONDS)).isInstanceOf(CommitResult.Committed.class);
    }

    private static MoveFailedException failure(CompletableFuture<CommitResult> copy) {
        try {
            throw new AssertionError("ended with " + copy.join());
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(MoveFailedException.class);
            return (MoveFailedException) e.getCause();
        }
    }

    private void assertNewestIsEqual(Copies copies) {
        try (RbdImage source = copies.openSourceAt(copies.newest().sourceSnapshotId());
                RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
            assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(source));
        }
    }

    private void assertFeedsClosed(int feeds) {
        await().untilAsserted(() -> assertThat(closed).hasValue(feeds));
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("feed-" + first.owner().id().image())));
    }

    @Test
    void twoMovesGetEqualContentFromOneReadOfEachByte() throws Exception {
        fill();
        long full = feed();
        var one = start(first, full);
        var other = start(second, full);
        assertCommitted(one);
        assertCommitted(other);
        assertThat(readByFeed).hasValue(SIZE);

        write(MIB + 512, 100_000);
        write(17 * MIB, 4096);
        first.owner().writeZeroes(8 * MIB, MIB);
        long increment = feed();
        one = start(first, increment);
        other = start(second, increment);
        assertCommitted(one);
        assertCommitted(other);

        assertThat(first.counts).isEqualTo(second.counts);
        assertThat(readByFeed).hasValue(SIZE + first.counts.changed());
        assertThat(first.counts.read()).isEqualTo(first.counts.changed());
        assertThat(first.counts.zeroed()).isEqualTo(MIB);
        assertThat(readByFirst).as("nothing was read beside the feed").hasValue(0);
        assertThat(readBySecond).hasValue(0);
        assertNewestIsEqual(first);
        assertNewestIsEqual(second);
        assertFeedsClosed(2);
    }

    @Test
    void whatIsFoundIsToldToEachOfThem() throws Exception {
        fill();
        long end = feed();
        AtomicLong known = new AtomicLong();
        first.context = heard(progress -> known.set(progress.bytesTotal() == null ? 0 : progress.bytesTotal()));
        var one = start(first, end);
        assertCommitted(start(second, end));
        assertCommitted(one);

        assertThat(known).hasValue(SIZE);
    }

    private static MoveContext heard(Consumer<MoveProgress> listener) {
        return new MoveContext() {
            @Override
            public boolean stillWanted() {
                return true;
            }

            @Override
            public void progressed(MoveProgress progress) {
                if (progress.phase() == MoveProgress.Phase.MOVE) {
                    listener.accept(progress);
                }
            }
        };
    }

    @Test
    void aMoveThatFailsInTheMiddleDoesNotFailTheOther() throws Exception {
        fill();
        long end = feed();
        first.target = FaultyImage.failing(2, 28);
        var failing = start(first, end);
        var other = start(second, end);

        assertCommitted(other);
        assertThat(failure(failing).code()).isEqualTo("RBD_ENOSPC");
        assertThat(readByFeed).hasValue(SIZE);
        assertThat(readBySecond).hasValue(0);
        assertNewestIsEqual(second);
        assertFeedsClosed(1);
    }

    @Test
    void aMoveThatIsCancelledLeavesTheOtherAlone() throws Exception {
        fill();
        long end = feed();
        AtomicBoolean wanted = new AtomicBoolean(true);
        CountDownLatch over = new CountDownLatch(1);
        first.context = Budget.context(Throttle.NONE, Throttle.NONE, wanted::get);
        first.target = blocked(over);
        var cancelled = start(first, end);
        await().until(() -> readByFeed.get() > 0);
        wanted.set(false);
        over.countDown();

        assertThat(failure(cancelled).code()).isEqualTo(MoveFailedException.CANCELLED);
        assertCommitted(start(second, end));
        assertNewestIsEqual(second);
        assertFeedsClosed(1);
    }

    /** The feed has read so much, and cannot go on. */
    private void awaitStandstill(long bytes) {
        // what was read last is still to be taken by those who can
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(readByFeed).hasValue(bytes));
    }

    /** Writes do not end before somebody says so. */
    private static UnaryOperator<RbdImage> blocked(CountDownLatch until) {
        return image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.take();
            }
        });
    }

    @Test
    void whoHoldsTheOtherUpIsCutOffAndEndsRightByItself() throws Exception {
        fill();
        long end = feed();
        CountDownLatch quick = new CountDownLatch(1);
        second.target = blocked(quick);
        var slow = start(second, end);
        var other = start(first, end);
        awaitStandstill(2 * BUFFERS);
        assertCommittedInTime(other);
        assertThat(slow).isNotDone();
        quick.countDown();

        assertCommitted(slow);
        assertThat(readByFeed).hasValue(SIZE);
        assertThat(readByFirst).hasValue(0);
        assertThat(readBySecond).as("what it had not taken").hasValue(SIZE - BUFFERS);
        assertThat(second.counts).isEqualTo(first.counts);
        assertNewestIsEqual(first);
        assertNewestIsEqual(second);
        assertFeedsClosed(1);
    }

    @Test
    void whoIsCutOffFromAnIncrementGoesOnWithTheSameDifference() throws Exception {
        fill();
        long full = feed();
        var one = start(first, full);
        assertCommitted(start(second, full));
        assertCommitted(one);
        for (int i = 0; i < 12; i++) {
            write(i * 4L * MIB + 4096, 3 * MIB);
            first.owner().writeZeroes(i * 4L * MIB + 3 * MIB + 65_536, 10_000);
        }
        readByFeed.set(0);
        long increment = feed();
        CountDownLatch quick = new CountDownLatch(1);
        second.target = blocked(quick);
        var slow = start(second, increment);
        var other = start(first, increment);
        awaitStandstill(8 * (3L * MIB + 12_288));
        assertCommittedInTime(other);
        quick.countDown();

        assertCommitted(slow);
        assertThat(readBySecond.get()).isPositive();
        assertThat(readByFeed).hasValue(first.counts.changed());
        assertThat(second.counts).isEqualTo(first.counts);
        assertNewestIsEqual(second);
    }

    @Test
    void nobodyIsCutOffWhoIsWaitedForByNobody() throws Exception {
        fill();
        long end = feed();
        CountDownLatch quick = new CountDownLatch(1);
        first.target = blocked(quick);
        second.target = blocked(quick);
        var one = start(first, end);
        var other = start(second, end);
        awaitStandstill(2 * BUFFERS);
        int[] looks = new int[1];
        await().until(() -> {
            nanoTime.addAndGet(100 * SECOND);
            return ++looks[0] == 5;
        });
        quick.countDown();

        assertCommitted(one);
        assertCommitted(other);
        assertThat(readByFirst).hasValue(0);
        assertThat(readBySecond).hasValue(0);
        assertNewestIsEqual(first);
        assertNewestIsEqual(second);
    }

    @Test
    void aSourceThatCannotBeReadFailsEachOfThem() {
        fill();
        feedSource = FaultyImage.failing(3, 11);
        long end = feed();
        var one = start(first, end);
        var other = start(second, end);

        MoveFailedException failure = failure(one);
        assertThat(failure(other)).isNotSameAs(failure);
        assertThat(List.of(failure, failure(other))).allSatisfy(each -> {
            assertThat(each.code()).isEqualTo("RBD_EAGAIN");
            assertThat(each.retryable()).isTrue();
        });
        assertThat(first.bases()).isEmpty();
        assertFeedsClosed(1);
    }

    @Test
    void aShortReadFailsEachOfThem() {
        fill();
        feedSource = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                var result = super.take();
                return new AioResult<>(
                        result.tag(), result.operation(), result.offset(), result.length() - 1, result.failure());
            }
        });
        long end = feed();
        var one = start(first, end);

        assertThat(failure(start(second, end)).code()).isEqualTo(MoveFailedException.SHORT_TRANSFER);
        assertThat(failure(one).code()).isEqualTo(MoveFailedException.SHORT_TRANSFER);
    }

    @Test
    void aFaultOfTheFeedIsOneOfEachOfThem() {
        fill();
        feedSource = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                throw new StackOverflowError("for a test");
            }
        });
        long end = feed();
        var one = start(first, end);
        var other = start(second, end);

        for (var each : List.of(one, other)) {
            assertThatThrownBy(each::join)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseInstanceOf(StackOverflowError.class);
        }
        assertFeedsClosed(1);
    }

    @Test
    void aSourceThatDoesNotAnswerIsNotWaitedForLongerThanByAnybodyWhoReadsForItself() {
        fill();
        CountDownLatch over = new CountDownLatch(1);
        feedSource = blocked(over);
        first.limits = new MoverLimits(16 * MIB, 8, 1, 1, Duration.ofMillis(300), WritePath.IMAGE);
        second.limits = first.limits;
        long end = feed();
        var one = start(first, end);
        var other = start(second, end);

        assertThat(failure(one).code()).isEqualTo(MoveFailedException.NO_PROGRESS);
        assertThat(failure(other).code()).isEqualTo(MoveFailedException.NO_PROGRESS);
        over.countDown();
        assertFeedsClosed(1);
    }

    @Test
    void aSnapshotThatIsRemovedWhileItIsReadIsNoticedByEachOfThem() {
        fill();
        AtomicLong end = new AtomicLong();
        AtomicBoolean removed = new AtomicBoolean();
        feedSource = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                if (!removed.getAndSet(true)) {
                    first.owner().snapshots().remove(end.get());
                }
                return super.take();
            }
        });
        CountDownLatch begun = new CountDownLatch(1);
        first.target = blocked(begun);
        second.target = blocked(begun);
        end.set(first.snapshot("s0"));
        // both are open before anything is read
        CompletableFuture<List<Seat>> seats = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(2);
        first.reads = request -> fed(request, seats, asked, 0);
        second.reads = request -> fed(request, seats, asked, 1);
        var one = start(first, end.get());
        var other = start(second, end.get());
        await().until(() -> asked.getCount() == 0);
        seats.complete(open(first, end.get()));
        begun.countDown();

        assertThat(failure(one).code()).isEqualTo(MoveFailedException.SOURCE_SNAPSHOT_GONE);
        assertThat(failure(other).code()).isEqualTo(MoveFailedException.SOURCE_SNAPSHOT_GONE);
    }

    private static MoveRequest fed(
            MoveRequest request, CompletableFuture<List<Seat>> seats, CountDownLatch asked, int index) {
        asked.countDown();
        return request.fedAt(seats.join().get(index));
    }

    @Test
    void aSeatThatIsLeftUnusedHoldsNobodyUp() throws Exception {
        fill();
        long end = first.snapshot("s0");
        List<Seat> seats = open(first, end);
        first.reads = request -> request.fedAt(seats.get(0));
        seats.get(1).close();
        seats.get(1).close();

        assertCommitted(start(first, end));
        assertThat(readByFirst).hasValue(0);
        assertFeedsClosed(1);
    }

    @Test
    void whereNobodyIsLeftNothingMoreIsRead() {
        fill();
        List<Seat> seats = open(first, first.snapshot("s0"));
        seats.forEach(Seat::close);

        assertFeedsClosed(1);
        assertThat(readByFeed.get()).isLessThan(SIZE);
    }

    @Test
    void aMoveThatIsRefusedLeavesItsSeat() throws Exception {
        fill();
        long end = feed();
        first.target = image -> {
            image.lock().release();
            return image;
        };

        assertThat(failure(start(first, end)).code()).isEqualTo(MoveFailedException.TARGET_NOT_LOCKED);
        assertCommitted(start(second, end));
        assertFeedsClosed(1);
    }

    @Test
    void eachMoveAsksLeaveForWhatItGets() throws Exception {
        fill();
        long end = feed();
        Budget one = new Budget(Long.MAX_VALUE);
        Budget other = new Budget(Long.MAX_VALUE);
        first.context = Budget.context(one, Throttle.NONE, () -> true);
        second.context = Budget.context(other, Throttle.NONE, () -> true);
        var move = start(first, end);
        assertCommitted(start(second, end));
        assertCommitted(move);

        assertThat(one.taken()).isEqualTo(SIZE);
        assertThat(other.taken()).isEqualTo(SIZE);
    }

    @Test
    void whoIsHeldBackByItsLimitHoldsTheOtherUpNoLongerThanAnybodyElse() throws Exception {
        fill();
        long end = feed();
        Budget little = new Budget(4 * MIB);
        second.context = Budget.context(little, Throttle.NONE, () -> true);
        var slow = start(second, end);
        var other = start(first, end);
        awaitStandstill(BUFFERS + 4 * MIB);
        assertCommittedInTime(other);
        assertThat(little.taken()).isEqualTo(4 * MIB);
        little.allow(Long.MAX_VALUE / 2);

        assertCommitted(slow);
        assertThat(readBySecond.get()).isPositive();
        assertNewestIsEqual(second);
    }

    @Test
    void onlyAMoveThatNeedsExactlyThisIsFed() {
        fill();
        first.protect("s0");
        second.protect("also-s0");
        write(0, 4096);
        long end = first.snapshot("s1");
        List<Seat> seats = open(first, end);
        second.reads = request -> request.fedAt(seats.get(1));

        assertThatThrownBy(() -> second.copy(end))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base=" + first.newest().sourceSnapshotId());
        seats.forEach(Seat::close);
    }

    @Test
    void aMoveHasInCommonWhatItStartsFromAndLeadsTo() {
        write(0, MIB);
        first.protect("s0");
        Base base = first.newest();
        long end = first.snapshot("s1");
        try (RbdImage source = first.openSourceAt(end);
                RbdImage target = first.openReplica()) {
            assertThat(new MoveRequest(source, target, base).shareable())
                    .contains(new Difference(source.id(), base.sourceSnapshotId(), end));
            assertThat(new MoveRequest(source, target, null).shareable())
                    .contains(new Difference(source.id(), null, end));
        }
    }
}
