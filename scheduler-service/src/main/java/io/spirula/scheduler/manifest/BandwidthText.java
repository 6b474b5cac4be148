package io.spirula.scheduler.manifest;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bandwidths as people write them: {@code 50MiB/s}. Whole numbers of MiB, GiB or TiB in a second. */
final class BandwidthText {

    private static final long MIB = 1L << 20;
    private static final long MOST = 1L << 40;
    private static final List<String> UNITS = List.of("MiB", "GiB", "TiB");
    private static final Pattern BANDWIDTH = Pattern.compile("([0-9]{1,9}) ?([MGT]iB)/s");

    private BandwidthText() {}

    /**
     * Bytes per second.
     *
     * @throws IllegalArgumentException when it is no bandwidth, or not from 1 MiB/s to 1 TiB/s
     */
    static long parse(String text) {
        Matcher bandwidth = BANDWIDTH.matcher(text);
        if (!bandwidth.matches()) {
            throw new IllegalArgumentException("write a bandwidth as 50MiB/s or 1GiB/s");
        }
        long number = Long.parseLong(bandwidth.group(1));
        long unit = MIB << (10 * UNITS.indexOf(bandwidth.group(2)));
        if (number < 1 || number > MOST / unit) {
            throw new IllegalArgumentException("must be from 1MiB/s to 1TiB/s");
        }
        return number * unit;
    }

    /** The shortest form that {@link #parse} reads again, where there is one; parts of a MiB are cut off. */
    static String write(long bytes) {
        long mib = Math.max(1, bytes / MIB);
        int unit = 0;
        while (mib % 1024 == 0 && unit < UNITS.size() - 1) {
            mib /= 1024;
            unit++;
        }
        return mib + UNITS.get(unit) + "/s";
    }
}
