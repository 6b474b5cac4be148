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
import io.spirula.mover.Throttle;
import io.spirula.mover.WritePath;
import io.spirula.mover.commit.CommitResult;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class MoverTest {

    private static final int MIB = 1 << 20;

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(ImageSpec.ofSize(8 * MIB).withOrder(20));

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

    @ParameterizedTest(name = "errno {0} on the {1}")
    @CsvSource({
        "110, target, RBD_ETIMEDOUT, true, true",
        "110, source, RBD_ETIMEDOUT, true, true",
        "108, target, RBD_ESHUTDOWN, true, true",
        "30, target, RBD_EROFS, false, false",
        "28, target, RBD_ENOSPC, false, false",
        "122, target, RBD_EDQUOT, false, false",
        "5, source, RBD_EIO, false, false",
        "11, source, RBD_EAGAIN, true, false",
    })
    void whatCephRefusesIsToldWithItsCode(int errno, String side, String code, boolean retryable, boolean fenceFirst) {
        write(0, 8 * MIB);
        if (side.equals("target")) {
            copies.target = FaultyImage.failing(2, errno);
        } else {
            copies.source = FaultyImage.failing(2, errno);
        }

        MoveFailedException failure = failureOfNextCopy();

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(failure.fenceFirst()).isEqualTo(fenceFirst);
        assertThat(copies.bases()).isEmpty();
    }

    @Test
    void aShortReadIsAFailure() {
        write(0, 2 * MIB);
        copies.source = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                var result = super.take();
                return new AioResult<>(
                        result.tag(), result.operation(), result.offset(), result.length() - 1, result.failure());
            }
        });

        assertThat(failureOfNextCopy().code()).isEqualTo(MoveFailedException.SHORT_TRANSFER);
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
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        long before = smallest(direct);
        AtomicLong peak = new AtomicLong();
        copies.verify = VerifyMode.NONE;
        copies.source = image -> FaultyImage.of(image, queue -> measured(queue, direct, peak));
        copies.target = copies.source;

        assertThat(copies.protect("s0")).isInstanceOf(CommitResult.Committed.class);

        assertThat(peak.get() - before).isPositive().isLessThanOrEqualTo(copies.limits.bufferBytes() + MIB);
    }

    /** What is left once the collector has freed what earlier tests used. */
    private static long smallest(BufferPoolMXBean direct) {
        await().untilAsserted(() -> {
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
