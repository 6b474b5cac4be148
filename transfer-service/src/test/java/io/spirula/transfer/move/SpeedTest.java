package io.spirula.transfer.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoveProgress.Phase;
import org.junit.jupiter.api.Test;

class SpeedTest {

    private final Speed speed = new Speed();
    private long nanos = Long.MAX_VALUE - 3;

    private Long after(double seconds, Phase phase, long done) {
        nanos += (long) (seconds * 1e9);
        return speed.measured(new MoveProgress(phase, done, null), nanos);
    }

    @Test
    void aRateNeedsTwoMeasurements() {
        assertThat(after(0, Phase.MOVE, 500)).isNull();
        assertThat(after(0.5, Phase.MOVE, 600)).isEqualTo(200);
    }

    @Test
    void itIsTheOneOfTheLastTenSeconds() {
        long done = 0;
        for (int i = 0; i < 100; i++) {
            done += 500;
            after(0.5, Phase.MOVE, done);
        }
        assertThat(after(0.5, Phase.MOVE, done)).as("half a second of nothing").isEqualTo(950);
        for (int i = 0; i < 18; i++) {
            after(0.5, Phase.MOVE, done);
        }
        assertThat(after(0.5, Phase.MOVE, done)).isZero();
    }

    @Test
    void aSilenceThatIsLongerThanThatIsCountedToItsBeginning() {
        after(0, Phase.MOVE, 0);
        after(1, Phase.MOVE, 1000);
        assertThat(after(100, Phase.MOVE, 2000)).isEqualTo(10);
    }

    @Test
    void anotherPhaseAndAnotherBeginningBeginAnew() {
        after(0, Phase.MOVE, 0);
        assertThat(after(1, Phase.MOVE, 1000)).isEqualTo(1000);
        assertThat(after(1, Phase.VERIFY, 2000)).isNull();
        assertThat(after(1, Phase.VERIFY, 2500)).isEqualTo(500);
        assertThat(after(1, Phase.VERIFY, 100)).isNull();
        assertThat(after(1, Phase.VERIFY, 200)).isEqualTo(100);
    }

    @Test
    void timeLeftIsToldOnlyWhereItCanBeKnown() {
        assertThat(Speed.secondsLeft(new MoveProgress(Phase.MOVE, 100, 1000L), 100L))
                .isEqualTo(9);
        assertThat(Speed.secondsLeft(new MoveProgress(Phase.MOVE, 100, 1001L), 100L))
                .isEqualTo(10);
        assertThat(Speed.secondsLeft(new MoveProgress(Phase.MOVE, 1000, 1000L), 100L))
                .isZero();
        assertThat(Speed.secondsLeft(new MoveProgress(Phase.MOVE, 100, 1000L), null))
                .isNull();
        assertThat(Speed.secondsLeft(new MoveProgress(Phase.MOVE, 100, 1000L), 0L))
                .isNull();
        assertThat(Speed.secondsLeft(new MoveProgress(Phase.MOVE, 100, 900L, null), 100L))
                .as("there may be more than what is known")
                .isNull();
    }
}
