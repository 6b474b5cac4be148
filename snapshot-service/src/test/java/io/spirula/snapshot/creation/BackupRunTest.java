package io.spirula.snapshot.creation;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.BackupRequested;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.snapshot.Requests;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupRunTest {

    private static final Instant ASKED = Instant.parse("2026-11-22T20:00:00Z");
    private static final BackupRequested REQUEST = Requests.backup(Requests.image("5f1e"), ASKED);

    private static Snapshot made(Instant at) {
        return new Snapshot(4, "spirula-point", 4096, SnapshotKind.USER, at);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "3600, true", "-300, true", "-301, false", "-3600, false"})
    void aSnapshotOfItsNameMayBeItsOwnIfItIsNotOlder(long secondsAfter, boolean own) {
        BackupRun run = new BackupRun(REQUEST, RunState.REQUESTED, ASKED, null, null);
        assertThat(run.mayHaveMade(made(ASKED.plusSeconds(secondsAfter)))).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({"-600, 30", "0, 30", "29, 30", "31, 31", "600, 600", "3601, 3600", "864000, 3600"})
    void leftoversAreLookedForLessAndLessOften(long secondsOver, long seconds) {
        BackupRun run = new BackupRun(REQUEST, RunState.FAILED, ASKED, null, ASKED);
        assertThat(run.untilNextLook(ASKED.plusSeconds(secondsOver))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aRunThatIsNotWatchedHasTheShortestPause() {
        BackupRun run = new BackupRun(REQUEST, RunState.CREATED, ASKED, null, null);
        assertThat(run.untilNextLook(ASKED.plus(Duration.ofDays(1)))).isEqualTo(Duration.ofSeconds(30));
    }
}
