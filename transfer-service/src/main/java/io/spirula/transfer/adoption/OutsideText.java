package io.spirula.transfer.adoption;

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
}
