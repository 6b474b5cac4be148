package io.spirula.scheduler.problem;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Texts of requests. They go into answers, tables and events, so none is longer than what they can name. */
public final class GivenText {

    /** In characters. The name of an image has up to 2041 bytes, and is written with those of its place. */
    public static final int LONGEST = 4096;

    private GivenText() {}

    /**
     * @throws Refusal when the text is too long, or has half a character in it, which nothing can hold
     */
    public static void check(String field, @Nullable String text) {
        if (text != null && text.length() > LONGEST) {
            throw Refusal.invalid(
                    field, field + " has " + text.length() + " characters; at most " + LONGEST + " are taken");
        }
        if (text != null && !isWhole(text)) {
            throw Refusal.invalid(field, field + " has a character that is cut in half (a lone surrogate)");
        }
    }

    /** Whether UTF-8 can write it. */
    public static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
