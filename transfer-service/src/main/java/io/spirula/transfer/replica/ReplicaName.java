package io.spirula.transfer.replica;

import io.spirula.rbd.RbdNames;

/** What generations are called. Labels for people: every decision about a replica goes by its recorded id. */
public final class ReplicaName {

    /** An OSD takes object names of 2048 bytes, and an image's name is part of one. */
    static final int LONGEST = 2048 - "rbd_id.".length();

    private ReplicaName() {}

    /** While it is being seeded. */
    public static String seeding(String wanted, long epoch) {
        return with(wanted, ".spirula-seeding-" + epoch);
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
