package io.spirula.transfer.adoption;

import io.spirula.rbd.RbdNames;
import java.nio.charset.StandardCharsets;

/** Text that anybody may have written: what a database or an event cannot hold is not taken. Pure. */
final class OutsideText {

    /** In characters: no name of ours is longer. */
    static final int LONGEST = 1024;

    private OutsideText() {}

    /** Whether it can be stored and told, and is no longer than names are. */
    static boolean isSound(String text) {
        return text.length() <= LONGEST
                && text.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** The text itself where it is sound, or else a form of it for people. */
    static String label(String text) {
        String label = isSound(text) ? text : RbdNames.printable(text);
        return label.length() <= LONGEST ? label : label.substring(0, LONGEST);
    }
}
