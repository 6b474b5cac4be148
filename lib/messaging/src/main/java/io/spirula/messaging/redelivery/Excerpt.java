package io.spirula.messaging.redelivery;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The beginning of any bytes as text that does nothing to whoever looks at it. */
final class Excerpt {

    private Excerpt() {}

    /**
     * UTF-8 where it is; bytes that are not, and characters that are not visible, as escapes. Line breaks are escapes, too.
     *
     * @param maxBytes how many are looked at
     */
    static String of(byte[] bytes, int maxBytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, maxBytes));
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        StringBuilder text = new StringBuilder();
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            appendVisible(text, out.flip().toString());
            out.clear();
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    text.append(String.format(Locale.ROOT, "\\x%02x", in.get()));
                }
            }
        }
        return text.toString();
    }

    private static void appendVisible(StringBuilder text, String decoded) {
        decoded.codePoints().forEach(point -> {
            if (point == '\\') {
                text.append("\\\\");
            } else if (isVisible(point)) {
                text.appendCodePoint(point);
            } else {
                text.append(String.format(Locale.ROOT, "\\u{%x}", point));
            }
        });
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
