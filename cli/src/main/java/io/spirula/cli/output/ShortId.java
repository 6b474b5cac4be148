package io.spirula.cli.output;

/** The beginning of an id, long enough to name it to the server. */
public final class ShortId {

    private static final int LENGTH = 8;

    private ShortId() {}

    /** At most eight characters. */
    public static String of(String id) {
        return id.length() <= LENGTH ? id : id.substring(0, LENGTH);
    }
}
