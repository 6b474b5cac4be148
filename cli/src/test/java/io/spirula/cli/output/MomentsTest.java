package io.spirula.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {

    private final Moments moments = new Moments(Clock.fixed(Instant.parse("2026-11-22T00:10:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T00:05:50Z, 00:05:50Z (4m 10s ago)",
        "2026-11-21T23:59:59Z, 2026-11-21 23:59Z (10m 1s ago)",
        "2026-11-22T00:10:00.9Z, 00:10:00Z (now)",
        "2026-11-22T00:10:30Z, 00:10:30Z (in 30s)",
        "2026-12-04T04:10:00Z, 2026-12-04 04:10Z (in 12d 4h)"
    })
    void aTimeIsToldInUtcAndAsSeenFromNow(Instant moment, String text) {
        assertThat(moments.text(moment)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.412S, 0.4s",
        "PT2S, 2s",
        "PT9.94S, 9.9s",
        "PT59S, 59s",
        "PT1M, 1m",
        "PT59M59S, 59m 59s",
        "PT3H5M59S, 3h 5m",
        "PT24H, 1d",
        "PT1000H, 41d 16h"
    })
    void aLengthHasItsTwoGreatestUnits(Duration duration, String text) {
        assertThat(Moments.length(duration)).isEqualTo(text);
    }
}
