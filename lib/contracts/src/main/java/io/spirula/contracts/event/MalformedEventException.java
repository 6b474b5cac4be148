package io.spirula.contracts.event;

import org.jspecify.annotations.Nullable;

/** What was received is no event of the type that it claims. Trying again cannot help. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 500;

    /**
     * @param why may repeat what was received: it is cut at 500 characters and its control characters are replaced
     */
    public MalformedEventException(EventType type, String why, @Nullable Throwable cause) {
        super("Not a " + type.wireName() + ": " + printable(why), cause);
    }

    private static String printable(String why) {
        String cut = why.length() <= MAX_LENGTH ? why : why.substring(0, MAX_LENGTH) + "...";
        return cut.replaceAll("\\p{Cntrl}", "\ufffd");
    }
}
