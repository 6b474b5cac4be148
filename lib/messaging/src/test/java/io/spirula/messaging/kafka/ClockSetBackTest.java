package io.spirula.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.messaging.testing.AdjustableClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockSetBackTest {

    private final AdjustableClock clock = new AdjustableClock();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final ClockSetBack setBack = new ClockSetBack(clock, nanos::get);

    @Test
    void timeThatPassesAndAClockThatIsSetForwardAreNoMatter() {
        pass(Duration.ofHours(3));
        assertThatCode(setBack::check).doesNotThrowAnyException();
        clock.advance(Duration.ofHours(1));
        assertThatCode(setBack::check).doesNotThrowAnyException();
    }

    @Test
    void aClockThatIsPutRightByLittleIsNoMatter() {
        pass(Duration.ofSeconds(10));
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThatCode(setBack::check).doesNotThrowAnyException();
    }

    @Test
    void aClockThatWasSetBackIsNoticedAlsoLongAfterwards() {
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThatThrownBy(setBack::check)
                .isInstanceOf(ClockSetBackException.class)
                .hasMessageContaining("CLOCK_SET_BACK")
                .hasMessageContaining("3600 s");
        pass(Duration.ofHours(5));
        assertThatThrownBy(setBack::check).isInstanceOf(ClockSetBackException.class);
    }

    @Test
    void aClockThatRanAheadAndIsPutRightIsNoticed() {
        clock.advance(Duration.ofHours(1));
        setBack.check();
        pass(Duration.ofSeconds(10));
        setBack.check();
        clock.advance(Duration.ofHours(-1));
        assertThatThrownBy(setBack::check)
                .isInstanceOf(ClockSetBackException.class)
                .hasMessageContaining("3600 s");
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos.addAndGet(time.toNanos());
    }
}
