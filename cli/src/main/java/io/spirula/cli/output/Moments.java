package io.spirula.cli.output;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times for people: in UTC, and how long ago or ahead. */
public final class Moments {

    private static final DateTimeFormatter TIME = formatter("HH:mm:ss'Z'");
    private static final DateTimeFormatter DAY_AND_TIME = formatter("yyyy-MM-dd HH:mm'Z'");

    private final Clock clock;

    public Moments(Clock clock) {
        this.clock = clock;
    }

    /** For example {@code 20:00:02Z (4m ago)}; with its day when that is not today. */
    public String text(Instant moment) {
        boolean today = day(moment).equals(day(clock.instant()));
        return (today ? TIME : DAY_AND_TIME).format(moment) + " (" + relative(moment) + ")";
    }

    /** {@code 4m ago}, {@code in 12s}, {@code now}. */
    public String relative(Instant moment) {
        Duration ago = Duration.between(moment, clock.instant());
        if (ago.abs().getSeconds() == 0) {
            return "now";
        }
        return ago.isNegative() ? "in " + length(ago.negated()) : length(ago) + " ago";
    }

    /** The two greatest units: {@code 45s}, {@code 4m 10s}, {@code 3h 5m}, {@code 12d 4h}; below a second {@code 0.4s}. */
    public static String length(Duration duration) {
        long seconds = duration.getSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0)
                    .replace(".0s", "s");
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "m", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "m");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long greater, String greaterUnit, long smaller, String smallerUnit) {
        return greater + greaterUnit + (smaller == 0 ? "" : " " + smaller + smallerUnit);
    }

    private static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }
}
