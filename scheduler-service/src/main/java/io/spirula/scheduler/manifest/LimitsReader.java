package io.spirula.scheduler.manifest;

import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.Limits;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.limits}. */
final class LimitsReader {

    static final String UNLIMITED = "unlimited";

    private static final int MOST_WINDOWS = 24;
    private static final Pattern TIME = Pattern.compile("[0-9]{2}:[0-9]{2}");

    private final Section section;

    LimitsReader(Section section) {
        this.section = section;
    }

    /** Null when it says nothing that could be kept. */
    @Nullable
    Limits read() {
        Long bandwidth = section.parsed("bandwidth", false, BandwidthText::parse);
        List<BandwidthWindow> windows = windows();
        section.refuseOthers();
        if (!section.has("bandwidth") && !section.has("windows")) {
            section.problem("bandwidth", "is missing, and so is windows", "bandwidth", "windows");
        }
        return bandwidth == null && windows.isEmpty() ? null : new Limits(bandwidth, windows);
    }

    private List<BandwidthWindow> windows() {
        if (!section.has("windows")) {
            return List.of();
        }
        List<BandwidthWindow> windows = new ArrayList<>();
        List<Section> sections = section.sections("windows");
        if (sections.size() > MOST_WINDOWS) {
            section.problem("windows", "must have 1 to " + MOST_WINDOWS + " entries, but has " + sections.size());
            return windows;
        }
        sections.forEach(each -> window(each).ifPresent(windows::add));
        return windows;
    }

    private static Optional<BandwidthWindow> window(Section section) {
        LocalTime from = section.parsed("from", true, LimitsReader::time);
        LocalTime to = section.parsed("to", true, LimitsReader::time);
        String zone = section.parsed("zone", false, ScheduleReader::zone);
        Optional<Long> bandwidth = Optional.ofNullable(section.parsed("bandwidth", true, LimitsReader::orUnlimited));
        section.refuseOthers();
        if (from == null || to == null || bandwidth.isEmpty()) {
            return Optional.empty();
        }
        if (from.equals(to)) {
            section.problem("to", "is the same as from: such a window has no length");
            return Optional.empty();
        }
        Long limit = bandwidth.get() == Long.MAX_VALUE ? null : bandwidth.get();
        return Optional.of(new BandwidthWindow(from, to, zone == null ? "UTC" : zone, limit));
    }

    private static long orUnlimited(String text) {
        return text.equals(UNLIMITED) ? Long.MAX_VALUE : BandwidthText.parse(text);
    }

    private static LocalTime time(String text) {
        try {
            if (TIME.matcher(text).matches()) {
                return LocalTime.parse(text);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a time of day from 00:00 to 23:59", e);
        }
        throw new IllegalArgumentException("write a time of day as \"06:30\"");
    }
}
