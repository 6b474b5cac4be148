package io.spirula.cli.output;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Makes text from elsewhere safe to print: what would move the cursor, change colours, hide or reorder text, and what the
 * terminal's charset lacks, is written as an escape. Not for use by many threads.
 */
final class Visible {

    private final CharsetEncoder encoder;

    Visible(Charset charset) {
        this.encoder = charset.newEncoder();
    }

    /** One line. */
    String line(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(point -> append(visible, point));
        return visible.toString();
    }

    /** Keeps line breaks: for text that is laid out already, such as a manifest. */
    String block(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.lines().forEach(line -> visible.append(line(line)).append('\n'));
        return visible.toString();
    }

    /** As in JSON strings, so that the document keeps its meaning; nothing outside strings can be touched. */
    static String json(String document) {
        StringBuilder safe = new StringBuilder(document.length());
        document.codePoints().forEach(point -> {
            if (point != '\n' && unsafe(point)) {
                for (char unit : Character.toChars(point)) {
                    safe.append(String.format("\\u%04x", (int) unit));
                }
            } else {
                safe.appendCodePoint(point);
            }
        });
        return safe.toString();
    }

    boolean canPrint(String text) {
        return encoder.canEncode(text);
    }

    private void append(StringBuilder visible, int point) {
        switch (point) {
            case '\n' -> visible.append("\\n");
            case '\r' -> visible.append("\\r");
            case '\t' -> visible.append("\\t");
            default -> {
                if (unsafe(point) || !encoder.canEncode(Character.toString(point))) {
                    visible.append(String.format(point <= 0xff ? "\\x%02x" : "\\u{%x}", point));
                } else {
                    visible.appendCodePoint(point);
                }
            }
        }
    }

    private static boolean unsafe(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
