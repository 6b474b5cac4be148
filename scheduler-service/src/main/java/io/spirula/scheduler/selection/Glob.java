package io.spirula.scheduler.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern for names of images: {@code *} any characters, {@code ?} one, {@code [a-z]} one of a set, {@code [!a-z]} one
 * not of it, and a backslash before any of them takes it as it is. Matching takes time proportional to the product of both
 * lengths at worst, whatever the pattern.
 */
public final class Glob {

    private static final int MAX_LENGTH = 256;
    private static final IntPredicate ANY_RUN = c -> true;

    private final List<IntPredicate> tokens;

    private Glob(List<IntPredicate> tokens) {
        this.tokens = tokens;
    }

    /**
     * @throws IllegalArgumentException naming what is wrong with the pattern
     */
    public static Glob parse(String pattern) {
        if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a pattern has 1 to " + MAX_LENGTH + " characters");
        }
        int[] chars = pattern.codePoints().toArray();
        List<IntPredicate> tokens = new ArrayList<>();
        int at = 0;
        while (at < chars.length) {
            int c = chars[at];
            if (c == '*') {
                tokens.add(ANY_RUN);
                at++;
            } else if (c == '?') {
                tokens.add(any -> true);
                at++;
            } else if (c == '[') {
                int end = endOfSet(chars, at);
                tokens.add(set(chars, at + 1, end));
                at = end + 1;
            } else {
                boolean escaped = c == '\\';
                if (escaped && at + 1 == chars.length) {
                    throw new IllegalArgumentException("a backslash at the end escapes nothing");
                }
                int literal = escaped ? chars[at + 1] : c;
                tokens.add(other -> other == literal);
                at += escaped ? 2 : 1;
            }
        }
        return new Glob(List.copyOf(tokens));
    }

    /** Whether the whole name matches. */
    public boolean matches(String name) {
        int[] chars = name.codePoints().toArray();
        int token = 0;
        int at = 0;
        int lastRun = -1;
        int resumeAt = 0;
        while (at < chars.length) {
            if (token < tokens.size() && isRun(token)) {
                lastRun = token++;
                resumeAt = at;
            } else if (token < tokens.size() && tokens.get(token).test(chars[at])) {
                token++;
                at++;
            } else if (lastRun >= 0) {
                token = lastRun + 1;
                at = ++resumeAt;
            } else {
                return false;
            }
        }
        while (token < tokens.size() && isRun(token)) {
            token++;
        }
        return token == tokens.size();
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean isRun(int token) {
        return tokens.get(token) == ANY_RUN;
    }

    private static int endOfSet(int[] chars, int open) {
        int first = open + 1 < chars.length && chars[open + 1] == '!' ? open + 2 : open + 1;
        for (int at = first + 1; at < chars.length; at++) {
            if (chars[at] == ']') {
                return at;
            }
        }
        throw new IllegalArgumentException("a set opened by [ is not closed, or is empty");
    }

    private static IntPredicate set(int[] chars, int from, int end) {
        boolean not = chars[from] == '!';
        IntPredicate members = c -> false;
        int at = not ? from + 1 : from;
        while (at < end) {
            int low = chars[at];
            boolean range = at + 2 < end && chars[at + 1] == '-';
            int high = range ? chars[at + 2] : low;
            if (high < low) {
                throw new IllegalArgumentException("a range in a set runs backwards");
            }
            members = members.or(c -> low <= c && c <= high);
            at += range ? 3 : 1;
        }
        return not ? members.negate() : members;
    }
}
