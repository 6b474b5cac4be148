package io.spirula.restore.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.MoveProgress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeadwayTest {

    private static final Instant BEGIN = Instant.parse("2026-11-22T20:00:00Z");

    private final Headway headway = new Headway();

    private void seen(long bytes, int seconds) {
        headway.seen(new MoveProgress(MoveProgress.Phase.MOVE, bytes, 100L), BEGIN.plusSeconds(seconds));
    }

    @Test
    void whatOnlyStandsMakesNone() {
        seen(0, 0);
        seen(0, 90);
        assertThat(headway.length()).isZero();
    }

    @Test
    void itLastsUntilTheLastPiece() {
        seen(0, 0);
        seen(1, 10);
        seen(2, 25);
        seen(2, 90);
        assertThat(headway.length()).isEqualTo(Duration.ofSeconds(25));
    }
}
