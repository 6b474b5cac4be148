package io.spirula.contracts;

import java.util.regex.Pattern;

/**
 * One name inside a text whose parts are divided by slashes. RBD takes slashes in names: they are written as
 * {@code %2F}, and a percent sign as {@code %25} where it would be read as one of these two. All else stays as it is.
 */
final class NamePart {

    private static final Pattern LOOKS_ESCAPED = Pattern.compile("%(?=2F|2f|25)");
    private static final Pattern ESCAPED = Pattern.compile("%(2F|2f|25)");

    private NamePart() {}

    static String encode(String name) {
        return LOOKS_ESCAPED.matcher(name).replaceAll("%25").replace("/", "%2F");
    }

    static String decode(String encoded) {
        return ESCAPED.matcher(encoded).replaceAll(match -> match.group(1).equals("25") ? "%" : "/");
    }
}
