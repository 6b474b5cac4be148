package io.spirula.transfer.bandwidth;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.Limits;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {

    private static final long BY_DAY = 50;
    private static final long BY_NIGHT = 200;

    private static BandwidthWindow window(String from, String to, String zone, Long bandwidth) {
        return new BandwidthWindow(LocalTime.parse(from), LocalTime.parse(to), zone, bandwidth);
    }

    private static Long at(String now, BandwidthWindow... windows) {
        return Timetable.at(new Limits(BY_DAY, List.of(windows)), Instant.parse(now));
    }

    @ParameterizedTest(name = "{0} to {1} in {2} at {3}: {4}")
    @CsvSource(textBlock = """
            09:00, 17:00, UTC,              2026-11-22T08:59:59.999999Z, false
            09:00, 17:00, UTC,              2026-11-22T09:00:00Z,        true
            09:00, 17:00, UTC,              2026-11-22T16:59:59.999999Z, true
            09:00, 17:00, UTC,              2026-11-22T17:00:00Z,        false
            # over midnight
            22:00, 06:00, UTC,              2026-11-22T21:59:59Z,        false
            22:00, 06:00, UTC,              2026-11-22T22:00:00Z,        true
            22:00, 06:00, UTC,              2026-11-22T23:59:59Z,        true
            22:00, 06:00, UTC,              2026-11-23T00:00:00Z,        true
            22:00, 06:00, UTC,              2026-11-23T05:59:59Z,        true
            22:00, 06:00, UTC,              2026-11-23T06:00:00Z,        false
            # to the end of the day, and all but a minute
            22:00, 00:00, UTC,              2026-11-22T23:59:59Z,        true
            22:00, 00:00, UTC,              2026-11-23T00:00:00Z,        false
            00:00, 23:59, UTC,              2026-11-22T23:59:30Z,        false
            # by the clocks of the zone, which are an hour on in summer
            22:00, 06:00, Europe/Berlin,    2026-01-15T21:00:00Z,        true
            22:00, 06:00, Europe/Berlin,    2026-01-15T20:59:59Z,        false
            22:00, 06:00, Europe/Berlin,    2026-07-15T20:00:00Z,        true
            22:00, 06:00, Europe/Berlin,    2026-07-15T19:59:59Z,        false
            22:00, 06:00, Asia/Kolkata,     2026-07-15T16:30:00Z,        true
            22:00, 06:00, America/New_York, 2026-07-16T02:00:00Z,        true
            # 2026-03-29, Berlin: 02:00 to 03:00 is left out
            02:00, 03:00, Europe/Berlin,    2026-03-29T00:59:59Z,        false
            02:00, 03:00, Europe/Berlin,    2026-03-29T01:00:00Z,        false
            01:30, 03:30, Europe/Berlin,    2026-03-29T01:29:59Z,        true
            01:30, 03:30, Europe/Berlin,    2026-03-29T01:30:00Z,        false
            # 2026-10-25, Berlin: 02:00 to 03:00 comes twice
            02:00, 03:00, Europe/Berlin,    2026-10-25T00:30:00Z,        true
            02:00, 03:00, Europe/Berlin,    2026-10-25T01:30:00Z,        true
            02:00, 03:00, Europe/Berlin,    2026-10-25T02:00:00Z,        false
            """)
    void aWindowGoesByTheClocksOfItsZone(String from, String to, String zone, String now, boolean holds) {
        assertThat(at(now, window(from, to, zone, BY_NIGHT))).isEqualTo(holds ? BY_NIGHT : BY_DAY);
    }

    @Test
    void ofTwoWindowsThatHoldTheFirstOneCounts() {
        BandwidthWindow lunch = window("12:00", "13:00", "UTC", 1L);
        BandwidthWindow day = window("08:00", "20:00", "UTC", 2L);

        assertThat(at("2026-11-22T12:30:00Z", lunch, day)).isEqualTo(1);
        assertThat(at("2026-11-22T12:30:00Z", day, lunch)).isEqualTo(2);
        assertThat(at("2026-11-22T13:00:00Z", lunch, day)).isEqualTo(2);
    }

    @Test
    void aWindowMayLiftTheLimit() {
        assertThat(at("2026-11-22T23:00:00Z", window("22:00", "06:00", "UTC", null)))
                .isNull();
        assertThat(Timetable.at(Limits.NONE, Instant.EPOCH)).isNull();
    }
}
