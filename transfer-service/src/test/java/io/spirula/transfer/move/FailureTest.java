package io.spirula.transfer.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.RbdException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureTest {

    private static final Instant DEADLINE = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofSeconds(60);

    @Test
    void whatCephRefusesIsTriedAgainUntilTheDeadline() {
        for (int errno : new int[] {110, 108, 28, 1, 30}) {
            Failure failure = Failure.of(RbdException.of(errno, "write", "image x"));
            assertThat(failure.isFinal(DEADLINE.minusSeconds(1), DEADLINE)).isFalse();
            assertThat(failure.isFinal(DEADLINE, DEADLINE)).isTrue();
        }
    }

    @Test
    void aLastingConflictIsFinalAtOnceAndAPassingOneIsNot() {
        Instant early = DEADLINE.minusSeconds(60);
        assertThat(Failure.of(MoveConflictException.lasting("A", "b")).isFinal(early, DEADLINE))
                .isTrue();
        assertThat(Failure.of(MoveConflictException.passing("A", "b")).isFinal(early, DEADLINE))
                .isFalse();
    }

    @Test
    void aBaseThatWentAwayMeansANewPlanAndAnEndSnapshotThatWentAwayTheEnd() {
        Instant early = DEADLINE.minusSeconds(60);
        assertThat(Failure.of(MoveFailedException.refused(MoveFailedException.SOURCE_BASE_GONE, "x"))
                        .isFinal(early, DEADLINE))
                .isFalse();
        assertThat(Failure.of(MoveFailedException.refused(MoveFailedException.TARGET_SIZE_DIFFERS, "x"))
                        .isFinal(early, DEADLINE))
                .isFalse();
        assertThat(Failure.of(MoveFailedException.refused(MoveFailedException.SOURCE_SNAPSHOT_GONE, "x"))
                        .isFinal(early, DEADLINE))
                .isTrue();
    }

    @Test
    void waitsDoubleUpToTheLongest() {
        Failure failure = Failure.of(RbdException.of(110, "write", "image x"));
        assertThat(failure.wait(0, FIRST, LAST)).isEqualTo(FIRST);
        assertThat(failure.wait(3, FIRST, LAST)).isEqualTo(Duration.ofSeconds(8));
        assertThat(failure.wait(6, FIRST, LAST)).isEqualTo(LAST);
        assertThat(failure.wait(1_000_000, FIRST, LAST)).isEqualTo(LAST);
    }

    @Test
    void aFaultOfThisProgramIsTriedAgainUntilTheDeadlineAndSaysWhatHappened() {
        Failure failure = Failure.of(new NullPointerException("a bug"));
        assertThat(failure.isFinal(DEADLINE.minusSeconds(1), DEADLINE)).isFalse();
        assertThat(failure.isFinal(DEADLINE, DEADLINE)).isTrue();
        assertThat(failure.reason().code()).isEqualTo("INTERNAL");
        assertThat(failure.reason().text()).contains("NullPointerException").contains("a bug");
    }
}
