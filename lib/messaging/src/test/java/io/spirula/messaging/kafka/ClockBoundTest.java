package io.spirula.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.messaging.testing.AdjustableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class ClockBoundTest {

    private final AdjustableClock clock = new AdjustableClock();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> closed = new ArrayList<>();
    private int made;
    private final Numbered client = ClockBound.of(
            Numbered.class, () -> new One(++made), Numbered::close, () -> new ClockSetBack(clock, nanos::get));

    interface Numbered {

        int number();

        void refuse();

        void close();
    }

    private final class One implements Numbered {

        private final int number;

        One(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public void refuse() {
            throw new KafkaException("refused");
        }

        @Override
        public void close() {
            closed.add("number " + number);
        }
    }

    @Test
    void oneIsUsedForAsLongAsTheClockGoesOn() {
        assertThat(client.number()).isEqualTo(1);
        clock.advance(Duration.ofHours(1));
        assertThat(client.number()).isEqualTo(1);
        assertThat(closed).isEmpty();
    }

    @Test
    void anotherIsMadeOnceEachTimeThatTheClockIsSetBack() {
        clock.advance(Duration.ofHours(1));
        assertThat(client.number()).isEqualTo(1);
        clock.advance(Duration.ofHours(-1));
        assertThat(client.number()).isEqualTo(2);
        assertThat(client.number()).isEqualTo(2);
        clock.advance(Duration.ofHours(-1));
        assertThat(client.number()).isEqualTo(3);
        assertThat(closed).containsExactly("number 1", "number 2");
    }

    @Test
    void theClientsOwnFailuresAreItsCallers() {
        assertThatThrownBy(client::refuse).isInstanceOf(KafkaException.class).hasMessage("refused");
    }

    @Test
    void closingMakesNoOther() {
        clock.advance(Duration.ofHours(-1));
        client.close();
        assertThat(closed).containsExactly("number 1");
        assertThat(made).isEqualTo(1);
    }
}
