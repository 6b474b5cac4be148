package io.spirula.messaging.wire;

import java.util.regex.Pattern;

/** Text from outside as it may appear in a log, a database and a message. */
public final class QuotedText {

    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\u2028\\u2029]");

    private QuotedText() {}

    /** Its beginning, without anything that is no visible character or space. */
    public static String of(String text, int maxCharacters) {
        return UNSAFE.matcher(text.substring(0, Math.min(text.length(), maxCharacters)))
                .replaceAll("?");
    }
}
