package io.spirula.transfer.replica;

/** What generations are called. Labels for people: every decision about a replica goes by its recorded id. */
public final class ReplicaName {

    private ReplicaName() {}

    /** While it is being seeded. */
    public static String seeding(String wanted, long epoch) {
        return wanted + ".spirula-seeding-" + epoch;
    }

    /** After another image took its name. */
    public static String retired(String wanted, long epoch) {
        return wanted + ".spirula-" + epoch;
    }
}
