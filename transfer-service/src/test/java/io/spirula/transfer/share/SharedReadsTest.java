package io.spirula.transfer.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.ImageId;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.feed.Difference;
import io.spirula.mover.feed.Feed;
import io.spirula.mover.feed.FeedSource;
import io.spirula.mover.feed.Seat;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.memory.InMemoryCeph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedReadsTest {

    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final CephCluster site = InMemoryCeph.withClusters("site-a").connect(InMemoryCeph.config("site-a"));
    private final RbdPool pool = site.openPool("rbd", "");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private SharedReads reads = new SharedReads(FOR_EVER);
    private ImageId image;
    private long base;
    private long end;

    @BeforeEach
    void anImageWithTwoSnapshots() {
        pool.create("vm-1", ImageSpec.ofSize(1 << 20));
        try (RbdImage owner = pool.open(ImageLocator.byName("vm-1"))) {
            image = owner.id();
            base = owner.snapshots().create("s0");
            end = owner.snapshots().create("s1");
        }
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        site.close();
    }

    private SharedReads.Attendance announce() {
        return reads.announce(image, end);
    }

    private Future<Optional<Seat>> arrive(SharedReads.Attendance who, Long base) {
        return arrive(who, base, seats -> open(base, seats));
    }

    private Future<Optional<Seat>> arrive(SharedReads.Attendance who, Long base, SeatOpener opener) {
        return threads.submit(() -> {
            try (who) {
                return who.arrive(new Difference(image, base, end), opener);
            }
        });
    }

    private List<Seat> open(Long base, int seats) {
        opened.incrementAndGet();
        RbdImage source = pool.openSnapshot(ImageLocator.byId(image.image()), end);
        return Feed.open(
                new FeedSource() {
                    @Override
                    public RbdImage image() {
                        return source;
                    }

                    @Override
                    public void close() {
                        source.close();
                        closed.incrementAndGet();
                    }
                },
                base,
                seats,
                MoverLimits.DEFAULT);
    }

    private static Optional<Seat> result(Future<Optional<Seat>> arrival) throws Exception {
        return arrival.get(30, TimeUnit.SECONDS);
    }

    private void assertNothingIsLeft() {
        assertThat(reads.open()).isZero();
        await().untilAsserted(() -> assertThat(closed).hasValue(opened.get()));
    }

    @Test
    void whoIsAloneReadsForItselfAtOnce() throws Exception {
        assertThat(result(arrive(announce(), base))).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void thoseThatNeedTheSameAreReadForTogether() throws Exception {
        var first = announce();
        var second = announce();
        var third = announce();
        var waiting = List.of(arrive(first, base), arrive(second, base));
        assertThat(waiting).noneMatch(Future::isDone);
        var last = arrive(third, base);

        List<Seat> seats = new ArrayList<>();
        for (var arrival : List.of(waiting.get(0), waiting.get(1), last)) {
            seats.add(result(arrival).orElseThrow());
        }
        assertThat(seats)
                .doesNotHaveDuplicates()
                .allSatisfy(seat -> assertThat(seat.difference()).isEqualTo(new Difference(image, base, end)));
        assertThat(opened).hasValue(1);
        seats.forEach(Seat::close);
        assertNothingIsLeft();
    }

    @Test
    void whoStartsFromAnotherBaseIsReadForApart() throws Exception {
        var first = announce();
        var second = announce();
        var third = announce();
        var increment = arrive(first, base);
        var full = arrive(second, null);
        var other = arrive(third, base);

        assertThat(result(full)).isEmpty();
        result(increment).orElseThrow().close();
        result(other).orElseThrow().close();
        assertThat(opened).hasValue(1);
        assertNothingIsLeft();
    }

    @Test
    void twoWithDifferentBasesReadEachForItself() throws Exception {
        var first = announce();
        var second = announce();
        var full = arrive(first, null);
        assertThat(result(arrive(second, base))).isEmpty();
        assertThat(result(full)).isEmpty();
        assertThat(opened).hasValue(0);
        assertNothingIsLeft();
    }

    @Test
    void whoIsExcusedIsWaitedForNoLonger() throws Exception {
        var first = announce();
        var second = announce();
        var waiting = arrive(first, base);
        second.excuse();
        second.close();
        assertThat(result(waiting)).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void whoDoesNotComeIsWaitedForABoundedTime() throws Exception {
        reads = new SharedReads(Duration.ofMillis(50));
        var late = announce();
        var first = announce();
        var second = announce();
        var full = arrive(first, null);
        assertThat(result(full)).isEmpty();
        assertThat(result(arrive(second, base))).isEmpty();

        assertThat(result(arrive(late, base))).as("the others have gone").isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void whoComesAfterTheOthersHaveGoneIsNotWaitedForAndDoesNotWait() throws Exception {
        try (var first = announce()) {
            assertThat(first.arrive(new Difference(image, base, end), seats -> open(base, seats)))
                    .isEmpty();
            assertThat(result(arrive(announce(), base))).isEmpty();
            assertThat(first.arrive(new Difference(image, base, end), seats -> open(base, seats)))
                    .as("it has gone already")
                    .isEmpty();
        }
        assertNothingIsLeft();
    }

    @Test
    void movesOfOtherSnapshotsDoNotMeet() throws Exception {
        try (var other = reads.announce(image, base);
                var another = reads.announce(new ImageId(image.fsid(), image.pool(), "ns", image.image()), end)) {
            assertThat(result(arrive(announce(), null))).isEmpty();
        }
        assertNothingIsLeft();
    }

    @Test
    void whereNothingCanBeOpenedEachReadsForItself() throws Exception {
        var first = announce();
        var second = announce();
        var one = arrive(first, base, seats -> List.of());
        var other = arrive(second, base, seats -> List.of());
        assertThat(result(one)).isEmpty();
        assertThat(result(other)).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void whoCannotOpenHoldsUpNobodyElse() throws Exception {
        var first = announce();
        var second = announce();
        SeatOpener broken = seats -> {
            throw new IllegalStateException("broken");
        };
        var one = arrive(first, base, broken);
        var other = arrive(second, base, broken);
        List<Object> results = new ArrayList<>();
        for (var arrival : List.of(one, other)) {
            try {
                results.add(result(arrival));
            } catch (ExecutionException e) {
                results.add(e.getCause().getMessage());
            }
        }
        assertThat(results).containsExactlyInAnyOrder(Optional.empty(), "broken");
        assertNothingIsLeft();
    }

    @Test
    void whoIsInterruptedWhileItIsOpenedLeavesItsSeat() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CompletableFuture<Integer> opener = new CompletableFuture<>();
        List<SharedReads.Attendance> both = List.of(announce(), announce());
        List<Future<Optional<Seat>>> arrivals = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            arrivals.add(arrive(both.get(i), base, seats -> {
                opener.complete(number);
                await().until(() -> opening.getCount() == 0);
                return open(base, seats);
            }));
        }
        arrivals.get(1 - opener.get(30, TimeUnit.SECONDS)).cancel(true);
        opening.countDown();

        result(arrivals.get(opener.join())).orElseThrow().close();
        assertNothingIsLeft();
    }

    @Test
    void whoIsInterruptedWhileItWaitsIsForgotten() {
        var first = announce();
        var second = announce();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> first.arrive(new Difference(image, base, end), seats -> open(base, seats)))
                .isInstanceOf(InterruptedException.class);
        first.close();
        second.close();
        assertNothingIsLeft();
    }
}
