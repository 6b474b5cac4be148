package io.spirula.scheduler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.policy.Schedule;
import io.spirula.scheduler.Facts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueTimesTest {

    private static final LineageId DISK = new LineageId(new UUID(17, 4));
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void anIntervalIsCountedFromAFixedMomentWhateverTheTimeNow() {
        DueTimes times = every(Duration.ofMinutes(15), Duration.ZERO);
        assertThat(times.after(Instant.parse("2026-11-22T20:07:12Z"))).hasValue(Instant.parse("2026-11-22T20:15:00Z"));
        assertThat(times.after(Instant.parse("2026-11-22T20:15:00Z"))).hasValue(Instant.parse("2026-11-22T20:30:00Z"));
        assertThat(times.after(Instant.parse("1969-12-31T23:59:00Z"))).hasValue(Instant.EPOCH);
    }

    @Test
    void jitterMovesEachDiskByAFixedShareAndSpreadsMany() {
        Duration jitter = Duration.ofMinutes(10);
        Random random = new Random(42);
        int[] tenths = new int[10];
        for (int i = 0; i < 5000; i++) {
            LineageId disk = new LineageId(new UUID(random.nextLong(), random.nextLong()));
            DueTimes times = DueTimes.of(schedule(Duration.ofHours(1), null, "UTC", jitter), disk);
            assertThat(times.offset()).isLessThan(jitter).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(DueTimes.of(schedule(Duration.ofHours(1), null, "UTC", jitter), disk)
                            .offset())
                    .isEqualTo(times.offset());
            tenths[(int) (times.offset().toMillis() * 10 / jitter.toMillis())]++;
        }
        assertThat(Arrays.stream(tenths).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(400, 600));
    }

    @Test
    void theOffsetIsPartOfTheDueTime() {
        DueTimes times = every(Duration.ofHours(1), Duration.ofMinutes(10));
        Instant due = times.after(Instant.parse("2026-11-22T20:00:00Z")).orElseThrow();
        assertThat(due).isEqualTo(Instant.parse("2026-11-22T20:00:00Z").plus(times.offset()));
        assertThat(times.after(due)).hasValue(due.plus(Duration.ofHours(1)));
    }

    @Test
    void cronIsReadInItsZone() {
        DueTimes times = cron("30 2 * * *", "Asia/Shanghai");
        assertThat(times.after(Instant.parse("2026-11-22T20:00:00Z"))).hasValue(Instant.parse("2026-11-23T18:30:00Z"));
    }

    @Test
    void aTimeThatTheDayLacksComesAfterTheGapInsteadOfNever() {
        DueTimes times = cron("30 2 * * *", "Europe/Berlin");
        assertThat(local(times, "2026-03-28T00:00", 3))
                .containsExactly("2026-03-28T02:30", "2026-03-29T03:30", "2026-03-30T02:30");
        assertThat(times.after(at("2026-03-29T03:10"))).hasValue(at("2026-03-29T03:30"));
        assertThat(times.after(at("2026-03-29T03:30"))).hasValue(at("2026-03-30T02:30"));
        assertThat(local(cron("0 0 * * *", "America/Santiago"), "2026-09-05T12:00", 1, ZoneId.of("America/Santiago")))
                .containsExactly("2026-09-06T01:00");
    }

    @Test
    void aTimeThatTheDayHasTwiceComesOnceButOneOfEveryHourComesInBoth() {
        assertThat(local(cron("30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00", 2))
                .containsExactly("2026-10-25T02:30", "2026-10-26T02:30");
        DueTimes hourly = cron("0 * * * *", "Europe/Berlin");
        List<Instant> slots = slots(hourly, at("2026-10-25T00:30"), 5);
        for (int i = 1; i < slots.size(); i++) {
            assertThat(Duration.between(slots.get(i - 1), slots.get(i))).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void dueTimesGrowAndNeverMissADayThroughAllTransitionsOfManyYears() {
        for (String zone : List.of("Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu")) {
            DueTimes times = cron("30 2 * * *", zone);
            List<Instant> slots = slots(times, Instant.parse("2024-01-01T00:00:00Z"), 1500);
            for (int i = 1; i < slots.size(); i++) {
                assertThat(Duration.between(slots.get(i - 1), slots.get(i)))
                        .as(zone + " " + slots.get(i))
                        .isBetween(Duration.ofHours(22), Duration.ofHours(26));
            }
        }
    }

    @Test
    void durationsOfPeopleAreRead() {
        assertThat(DurationText.parse("1h30m")).hasValue(Duration.ofMinutes(90));
        assertThat(DurationText.parse("7d")).hasValue(Duration.ofDays(7));
        assertThat(DurationText.parse("PT15M")).hasValue(Duration.ofMinutes(15));
        for (String bad : List.of("", "m", "15", "-5m", "PT-5M", "5 m", "5M", "1e3s", "999999999999s", "P")) {
            assertThat(DurationText.parse(bad)).as(bad).isEmpty();
        }
        assertThat(DurationText.write(Duration.ofMinutes(90))).isEqualTo("1h30m");
        assertThat(DurationText.write(Duration.ZERO)).isEqualTo("0s");
    }

    @Test
    void aRunMayTakeSeveralIntervalsButNotLessThanTheShortestDeadline() {
        Deadlines deadlines = new Deadlines(Duration.ofMinutes(10), 3);
        Instant now = Instant.parse("2026-11-22T20:00:00Z");
        assertThat(deadlines.of(schedule(Duration.ofSeconds(10), null, "UTC", Duration.ZERO), DISK, now))
                .isEqualTo(now.plus(Duration.ofMinutes(10)));
        assertThat(deadlines.of(schedule(Duration.ofHours(1), null, "UTC", Duration.ZERO), DISK, now))
                .isEqualTo(now.plus(Duration.ofHours(3)));
        assertThat(deadlines.of(schedule(null, "0 0 * * *", "UTC", Duration.ZERO), DISK, now))
                .isEqualTo(now.plus(Duration.ofHours(72)));
    }

    private static List<String> local(DueTimes times, String from, int count) {
        return local(times, from, count, BERLIN);
    }

    private static List<String> local(DueTimes times, String from, int count, ZoneId zone) {
        return slots(times, LocalDateTime.parse(from).atZone(zone).toInstant(), count).stream()
                .map(slot -> slot.atZone(zone).toLocalDateTime().toString())
                .toList();
    }

    private static List<Instant> slots(DueTimes times, Instant from, int count) {
        List<Instant> slots = new ArrayList<>();
        Instant last = from;
        for (int i = 0; i < count; i++) {
            last = times.after(last).orElseThrow();
            slots.add(last);
        }
        return slots;
    }

    private static Instant at(String berlin) {
        return LocalDateTime.parse(berlin).atZone(BERLIN).toInstant();
    }

    private static DueTimes every(Duration every, Duration jitter) {
        return DueTimes.of(schedule(every, null, "UTC", jitter), DISK);
    }

    private static DueTimes cron(String cron, String zone) {
        return DueTimes.of(schedule(null, cron, zone, Duration.ZERO), DISK);
    }

    private static Schedule schedule(@Nullable Duration every, @Nullable String cron, String zone, Duration jitter) {
        return new Schedule(every, cron, zone, jitter, true);
    }

    @Test
    void aTimeLaterThanTheSecondNextOneIsBroughtBackToTheNext() {
        DueTimes hourly =
                DueTimes.of(new Schedule(Duration.ofHours(1), null, "UTC", Duration.ZERO, true), Facts.lineage("vm"));
        Instant now = Instant.parse("2026-11-22T20:30:00Z");
        Instant next = Instant.parse("2026-11-22T21:00:00Z");
        assertThat(hourly.notTooLate(next.plus(Duration.ofDays(3650)), now)).isEqualTo(next);
        assertThat(hourly.notTooLate(next.plus(Duration.ofMinutes(61)), now)).isEqualTo(next);
        assertThat(hourly.notTooLate(next.plus(Duration.ofMinutes(20)), now))
                .isEqualTo(next.plus(Duration.ofMinutes(20)));
        assertThat(hourly.notTooLate(now.minusSeconds(5), now)).isEqualTo(now.minusSeconds(5));
    }
}
