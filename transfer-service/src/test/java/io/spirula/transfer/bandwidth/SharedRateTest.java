package io.spirula.transfer.bandwidth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedRateTest {

    private static final long MIB = 1 << 20;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final SharedRate rate = new SharedRate(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static boolean take(SharedRate.Share share, long bytes) {
        try {
            return share.take(bytes, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What each gets that always wants more, in pieces of its own size. */
    private long[] served(Duration time, SharedRate.Share[] shares, long[] pieces) {
        long[] had = new long[shares.length];
        for (long millis = 0; millis < time.toMillis(); millis++) {
            pass(Duration.ofMillis(1));
            boolean any = true;
            while (any) {
                any = false;
                for (int i = 0; i < shares.length; i++) {
                    if (take(shares[i], pieces[i])) {
                        had[i] += pieces[i];
                        any = true;
                    }
                }
            }
        }
        return had;
    }

    private SharedRate.Share[] shares(int count) {
        return Arrays.stream(new int[count]).mapToObj(i -> rate.share()).toArray(SharedRate.Share[]::new);
    }

    @Test
    void whatIsNotLimitedIsGivenAtOnce() {
        SharedRate.Share share = rate.share();
        for (int i = 0; i < 1000; i++) {
            assertThat(take(share, 4 * MIB)).isTrue();
        }
    }

    @Test
    void noMoreIsGivenThanTheRateWhateverThePieces() {
        rate.limit(10 * MIB);
        for (long piece : new long[] {4096, 64 * 1024, MIB, 4 * MIB, 8 * MIB}) {
            long had = served(Duration.ofSeconds(100), shares(1), new long[] {piece})[0];

            assertThat(had).as("in pieces of %d", piece).isCloseTo(1000 * MIB, within(10 * MIB));
        }
    }

    @Test
    void whoReadsNothingForLongSavesNoMoreThanATenthOfASecond() {
        rate.limit(10 * MIB);
        SharedRate.Share share = rate.share();
        pass(Duration.ofHours(1));
        long had = 0;
        while (take(share, 4096)) {
            had += 4096;
        }
        assertThat(had).isCloseTo(MIB, within(8192L));
    }

    @Test
    void severalGetTheSameWhateverTheSizeOfTheirPieces() {
        rate.limit(100 * MIB);
        long[] had = served(Duration.ofSeconds(60), shares(4), new long[] {4 * MIB, 64 * 1024, 4096, MIB});

        assertThat(Arrays.stream(had).sum()).isCloseTo(6000 * MIB, within(20 * MIB));
        assertThat(Arrays.stream(had).boxed())
                .allSatisfy(each -> assertThat(each).isCloseTo(1500 * MIB, within(60 * MIB)));
    }

    @Test
    void whoComesLaterNeitherCatchesUpNorWaitsForTheOthers() {
        rate.limit(10 * MIB);
        SharedRate.Share[] both = shares(2);
        served(Duration.ofSeconds(100), new SharedRate.Share[] {both[0]}, new long[] {MIB});

        long[] had = served(Duration.ofSeconds(10), both, new long[] {MIB, MIB});

        assertThat(had[0]).isCloseTo(50 * MIB, within(2 * MIB));
        assertThat(had[1]).isCloseTo(50 * MIB, within(2 * MIB));
    }

    @Test
    void anotherLimitHoldsAtOnceForThoseWhoWait() {
        rate.limit(MIB);
        SharedRate.Share share = rate.share();
        assertThat(take(share, 100 * MIB)).isTrue();
        assertThat(take(share, MIB)).isFalse();
        pass(Duration.ofSeconds(50));
        assertThat(take(share, MIB)).isFalse();

        rate.limit(100 * MIB);
        pass(Duration.ofMillis(400));
        assertThat(take(share, MIB)).as("half of the debt is left").isFalse();
        pass(Duration.ofMillis(101));
        assertThat(take(share, MIB)).isTrue();

        assertThat(take(share, MIB)).isFalse();
        rate.limit(null);
        assertThat(take(share, MIB)).isTrue();
    }

    @Test
    void whatWasNotUsedByAMoveThatEndedIsThereForOthers() {
        rate.limit(MIB);
        SharedRate.Share[] both = shares(2);
        assertThat(take(both[0], 4096)).isTrue();
        assertThat(take(both[1], 4096)).isFalse();
        both[0].close();
        both[0].close();

        pass(Duration.ofMillis(4));
        assertThat(take(both[1], 4096)).isTrue();
    }

    @Test
    void whoWaitedAndLeftHoldsUpNobody() {
        rate.limit(MIB);
        SharedRate.Share[] both = shares(2);
        assertThat(take(both[0], MIB)).isTrue();
        assertThat(take(both[0], 50 * MIB)).isFalse();
        assertThat(take(both[1], MIB)).isFalse();
        both[0].close();

        pass(Duration.ofMillis(1001));
        assertThat(take(both[1], MIB))
                .as("who wanted so much more is not waited for")
                .isTrue();
    }

    @Test
    void whoWaitsIsWokenWhenTheLimitIsLifted() throws Exception {
        SharedRate clocked = new SharedRate(System::nanoTime);
        clocked.limit(MIB);
        SharedRate.Share share = clocked.share();
        assertThat(share.take(3600 * MIB, Duration.ZERO)).isTrue();
        CompletableFuture<Boolean> waits = CompletableFuture.supplyAsync(() -> {
            try {
                return share.take(MIB, Duration.ofMinutes(5));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        clocked.limit(null);

        assertThat(waits.get(60, TimeUnit.SECONDS)).isTrue();
    }
}
