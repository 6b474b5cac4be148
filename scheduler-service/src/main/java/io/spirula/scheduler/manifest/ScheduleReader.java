package io.spirula.scheduler.manifest;

import io.spirula.contracts.policy.Schedule;
import io.spirula.scheduler.schedule.CronText;
import io.spirula.scheduler.schedule.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.schedule}. */
final class ScheduleReader {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration WIDEST_JITTER = Duration.ofDays(1);
    private static final Duration WIDEST_DEFAULT_JITTER = Duration.ofMinutes(5);
    private static final int SHARE_OF_INTERVAL = 10;

    private final Section section;
    private final List<String> warnings;

    ScheduleReader(Section section, List<String> warnings) {
        this.section = section;
        this.warnings = warnings;
    }

    @Nullable
    Schedule read() {
        Duration every = section.parsed("every", false, ScheduleReader::interval);
        String cron = section.parsed("cron", false, CronText::checked);
        String zone = section.parsed("zone", false, ScheduleReader::zone);
        Duration jitter = section.parsed("jitter", false, ScheduleReader::duration);
        Boolean catchUp = section.flag("catchUp");
        boolean both = section.has("every") && section.has("cron");
        boolean none = !section.has("every") && !section.has("cron");
        section.refuseOthers();
        if (both || none) {
            section.problem("every", "either every or cron must be there, and not both", "every", "cron");
        }
        if (both || (every == null && cron == null)) {
            return null;
        }
        if (every != null && zone != null) {
            warnings.add("spec.schedule.zone means nothing with every");
        }
        Duration widest = every == null ? WIDEST_JITTER : every;
        if (jitter != null && jitter.compareTo(widest) > 0) {
            section.problem("jitter", "must be at most " + DurationText.write(widest));
        }
        return new Schedule(
                every,
                cron,
                zone == null ? "UTC" : zone,
                jitter == null ? defaultJitter(every) : jitter,
                catchUp == null || catchUp);
    }

    /** A tenth of the interval spreads the images; a cron expression means what it says. */
    private static Duration defaultJitter(@Nullable Duration every) {
        if (every == null) {
            return Duration.ZERO;
        }
        Duration share = every.dividedBy(SHARE_OF_INTERVAL);
        return share.compareTo(WIDEST_DEFAULT_JITTER) < 0 ? share : WIDEST_DEFAULT_JITTER;
    }

    static Duration duration(String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("write a duration as 10s, 15m, 2h, 7d or PT15M"));
    }

    private static Duration interval(String text) {
        Duration every = duration(text);
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("must be from 1s to 366d");
        }
        return every;
    }

    static String zone(String text) {
        try {
            return ZoneId.of(text).getId();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be an IANA time zone such as UTC or Asia/Shanghai", e);
        }
    }
}
