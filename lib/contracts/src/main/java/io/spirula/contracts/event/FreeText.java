package io.spirula.contracts.event;

/** Text for people inside of events. It may quote anything, and no event is to be refused for the length of such a text. Pure. */
final class FreeText {

    /** In characters. */
    static final int LONGEST = 4096;

    private static final String CUT = "...";

    private FreeText() {}

    /** The text, or its beginning, never with half a character at the end. */
    static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = LONGEST - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
}
