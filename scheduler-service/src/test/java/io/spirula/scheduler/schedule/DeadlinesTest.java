package io.spirula.scheduler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.policy.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlinesTest {

    private static final LineageId LINEAGE = new LineageId(new UUID(0, 1));
    /** A Friday. */
    private static final Instant NOW = Instant.parse("2026-03-06T12:00:00Z");

    private final Deadlines deadlines = new Deadlines(Duration.ofMinutes(10), 3);

    @ParameterizedTest
    @CsvSource({
        "PT10S, , PT10M",
        "PT15M, , PT45M",
        "PT24H, , P3D",
        ", 0 2 * * *, P3D",
        ", 0 2 * * 1-5, P3D",
        ", 0 2 1 * *, P90D",
    })
    void aRunMayTakeThreeIntervalsOfItsScheduleAndTenMinutesAtLeast(
            @Nullable Duration every, @Nullable String cron, Duration expected) {
        Schedule schedule = new Schedule(every, cron, "UTC", Duration.ZERO, true);

        Instant deadline = deadlines.of(schedule, LINEAGE, NOW);

        assertThat(Duration.between(NOW, deadline)).isEqualTo(expected);
    }
}
