package io.spirula.mover.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.Budget;
import io.spirula.mover.Copies;
import io.spirula.mover.FaultyImage;
import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.RandomOwner;
import io.spirula.mover.Throttle;
import io.spirula.mover.WritePath;
import io.spirula.mover.commit.CommitResult;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three replicas fed at once, of which any may fail or be cut off at any moment, and one gets nothing before the others are done. */
class FeedOracleTest {

    private static final long LARGEST = 24 << 20;

    static LongStream seeds() {
        return LongStream.range(0, 16);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverBecomesOfTheOthersACommittedPointIsEqual(long seed) {
        Random random = new Random(seed);
        // patience ends after 1 to 125 ms
        int haste = 1 << (4 + random.nextInt(8));
        ImageSpec spec = ImageSpec.ofSize(random.nextLong(LARGEST)).withOrder(12 + random.nextInt(11));
        try (InMemorySites sites = new InMemorySites();
                Copies copies = sites.copies(spec)) {
            List<Copies> all = new ArrayList<>(List.of(copies));
            all.add(new Copies(sites.poolA, sites.poolB, copies.owner(), "second"));
            all.add(new Copies(sites.poolA, sites.poolB, copies.owner(), "third"));
            all.forEach(each -> each.limits = Copies.limits(WritePath.values()[random.nextInt(2)]));
            RandomOwner owner = new RandomOwner(random, copies.owner(), LARGEST);
            for (int point = 0; point < 4; point++) {
                owner.work(1 + random.nextInt(8));
                long end = copies.snapshot("point-" + point);
                copyToAll(all, end, random, () -> System.nanoTime() * haste);
                all.forEach(each -> assertNewestIsEqual(each, end));
            }
        }
    }

    private static void copyToAll(List<Copies> all, long end, Random random, LongSupplier nanoTime) {
        Copies one = all.get(0);
        Long base = one.bases().isEmpty() ? null : one.newest().sourceSnapshotId();
        RbdImage source = one.openSourceAt(end);
        List<Seat> seats = Feed.open(source(source), base, all.size(), Copies.LIMITS, nanoTime);
        List<CompletableFuture<Boolean>> moves = new ArrayList<>();
        Copies slow = all.get(random.nextInt(all.size()));
        Budget little = new Budget(random.nextInt(8 << 20));
        slow.context = Budget.context(little, Throttle.NONE, () -> true);
        CompletableFuture<Void> others = CompletableFuture.completedFuture(null);
        for (int i = 0; i < all.size(); i++) {
            Copies copies = all.get(i);
            Seat seat = seats.get(i);
            copies.reads = request -> request.fedAt(seat);
            copies.target = random.nextInt(3) == 0 ? FaultyImage.spoiling(random) : UnaryOperator.identity();
            // moves wait for each other; the common pool may have one thread
            CompletableFuture<Boolean> move = CompletableFuture.supplyAsync(
                    () -> tryToCopy(copies, end), task -> new Thread(task, "copy").start());
            moves.add(move);
            others = copies == slow ? others : CompletableFuture.allOf(others, move);
        }
        CompletableFuture<Void> allowed = others.whenComplete((done, failure) -> little.allow(Long.MAX_VALUE / 2));
        for (int i = 0; i < all.size(); i++) {
            boolean done = result(moves.get(i));
            all.get(i).reads = UnaryOperator.identity();
            all.get(i).target = UnaryOperator.identity();
            all.get(i).context = MoveContext.UNATTENDED;
            assertThat(done || tryToCopy(all.get(i), end)).isTrue();
        }
        allowed.join();
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

    private static boolean result(CompletableFuture<Boolean> move) {
        try {
            return move.join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static boolean tryToCopy(Copies copies, long end) {
        try {
            return copies.copy(end) instanceof CommitResult.Committed;
        } catch (MoveFailedException e) {
            assertThat(e.code()).isEqualTo("RBD_ETIMEDOUT");
            return false;
        }
    }

    private static void assertNewestIsEqual(Copies copies, long end) {
        assertThat(copies.newest().sourceSnapshotId()).isEqualTo(end);
        try (RbdImage source = copies.openSourceAt(end);
                RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
            assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(source));
        }
    }
}
