package io.spirula.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartPositionTest {

    @Test
    void readingGoesOnWhereItStopped() {
        assertThat(StartPosition.decide(stored(7), "id", 0, 10)).isEqualTo(new StartPosition(7, null));
        assertThat(StartPosition.decide(stored(10), "id", 0, 10)).isEqualTo(new StartPosition(10, null));
        assertThat(StartPosition.decide(stored(3), "id", 3, 10)).isEqualTo(new StartPosition(3, null));
    }

    @Test
    void whateverElseIsReadFromItsBeginningAndSaysWhy() {
        assertThat(StartPosition.decide(null, "id", 2, 10).offset()).isEqualTo(2);
        assertThat(StartPosition.decide(stored(7), "another", 0, 10).offset()).isZero();
        assertThat(StartPosition.decide(stored(11), "id", 4, 10).offset()).isEqualTo(4);
        assertThat(StartPosition.decide(stored(3), "id", 4, 10).offset()).isEqualTo(4);
        assertThat(StartPosition.decide(stored(3), "id", 4, 10).finding()).contains("from 3 to 4");
    }

    private static StoredPosition stored(long next) {
        return new StoredPosition("id", next, 0);
    }
}
