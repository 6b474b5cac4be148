package io.spirula.rbd.checkup;

import io.spirula.rbd.jna.LibCephCommon;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Ceph's libraries, such as 16.2.15. */
public record LibrbdRelease(int major, int minor, int patch) implements Comparable<LibrbdRelease> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4}).*");
    private static final Comparator<LibrbdRelease> AGE = Comparator.comparingInt(LibrbdRelease::major)
            .thenComparingInt(LibrbdRelease::minor)
            .thenComparingInt(LibrbdRelease::patch);

    /** Of the library that this process has; empty if it does not tell. */
    public static Optional<LibrbdRelease> ours() {
        return LibCephCommon.version().flatMap(LibrbdRelease::parse);
    }

    /** Empty for a text that tells none. What follows the three numbers does not count. */
    public static Optional<LibrbdRelease> parse(String text) {
        Matcher release = TEXT.matcher(text);
        return release.matches()
                ? Optional.of(new LibrbdRelease(number(release, 1), number(release, 2), number(release, 3)))
                : Optional.empty();
    }

    private static int number(Matcher release, int part) {
        return Integer.parseInt(release.group(part));
    }

    @Override
    public int compareTo(LibrbdRelease other) {
        return AGE.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
