package io.spirula.transfer.replica;

import io.spirula.rbd.RbdNames;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What generations are called. Labels for people: every decision about a replica goes by its recorded id. */
public final class ReplicaName {

    /** An OSD takes object names of 2048 bytes, and an image's name is part of one. */
    static final int LONGEST = 2048 - "rbd_id.".length();

    private static final String SEEDING = ".spirula-seeding-";

    private static final Pattern SEEDING_NUMBER = Pattern.compile(Pattern.quote(SEEDING) + "([1-9][0-9]{0,17})$");

    private ReplicaName() {}

    /** While it is being seeded. */
    public static String seeding(String wanted, long epoch) {
        return with(wanted, SEEDING + epoch);
    }

    /** The number of the generation that has this name while it is being seeded; empty for any other name. */
    public static OptionalLong seedingEpoch(String wanted, String name) {
        Matcher number = SEEDING_NUMBER.matcher(name);
        if (!number.find()) {
            return OptionalLong.empty();
        }
        long epoch = Long.parseLong(number.group(1));
        return name.equals(seeding(wanted, epoch)) ? OptionalLong.of(epoch) : OptionalLong.empty();
    }

    /** After another image took its name. */
    public static String retired(String wanted, long epoch) {
        return with(wanted, ".spirula-" + epoch);
    }

    /** Of a name so long that nothing more goes into it the end makes way. */
    private static String with(String wanted, String suffix) {
        String begin = wanted;
        while (RbdNames.encode(begin).length + suffix.length() > LONGEST) {
            begin = begin.substring(0, begin.offsetByCodePoints(begin.length(), -1));
        }
        return begin + suffix;
    }
}
