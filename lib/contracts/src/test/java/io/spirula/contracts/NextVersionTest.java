package io.spirula.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NextVersionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    @Test
    void aVersionThatWasForgottenWithItsDatabaseIsSurpassed() {
        long told = NextVersion.after(NextVersion.after(41, NOW), NOW.plusMillis(5));
        assertThat(NextVersion.after(41, NOW.plusSeconds(60))).isGreaterThan(told);
    }

    @Test
    void aClockThatStandsStillOrFallsBackStopsNoVersion() {
        long first = NextVersion.after(0, NOW);
        assertThat(first).isEqualTo(NOW.toEpochMilli());
        assertThat(NextVersion.after(first, NOW)).isEqualTo(first + 1);
        assertThat(NextVersion.after(first, NOW.minusSeconds(60))).isEqualTo(first + 1);
    }
}
