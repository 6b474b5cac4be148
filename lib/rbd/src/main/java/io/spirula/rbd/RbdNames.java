package io.spirula.rbd;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names as librbd has them: any bytes but NUL. They become text as UTF-8; a byte that is no UTF-8 becomes the lone low
 * surrogate U+DC00 plus its value and turns back into the same byte, so every name can be addressed.
 */
public final class RbdNames {

    private static final int ESCAPE = 0xDC00;

    private RbdNames() {}

    /** The text for a name's bytes. */
    public static String decode(byte[] bytes) {
        var text = new StringBuilder(bytes.length);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        while (true) {
            var result = decoder.decode(in, out, true);
            text.append(out.flip());
            out.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.append((char) (ESCAPE + (in.get() & 0xFF)));
            }
            decoder.reset();
        }
    }

    /**
     * The bytes of a name.
     *
     * @throws IllegalArgumentException if it holds NUL or a surrogate that {@link #decode} does not make
     */
    public static byte[] encode(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name with a NUL character cannot be addressed");
        }
        byte[] bytes = new byte[name.length() * 3];
        int length = 0;
        for (int i = 0; i < name.length(); ) {
            int point = name.codePointAt(i);
            i += Character.charCount(point);
            if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xFF) {
                bytes[length++] = (byte) point;
            } else {
                byte[] encoded = utf8(point);
                System.arraycopy(encoded, 0, bytes, length, encoded.length);
                length += encoded.length;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] utf8(int point) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(Character.toChars(point)));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a name with an unpaired surrogate cannot be addressed", e);
        }
    }

    /** Whether a name is proper Unicode; otherwise databases and JSON may refuse it: show {@link #printable}. */
    public static boolean isWellFormed(String name) {
        return name.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    /** The name for people and logs: on one line, bytes that are no UTF-8 and control characters as {@code \xHH}. */
    public static String printable(String name) {
        var text = new StringBuilder(name.length());
        name.codePoints().forEach(point -> {
            if (Character.getType(point) == Character.SURROGATE) {
                text.append(String.format("\\x%02x", point & 0xFF));
            } else if (Character.isISOControl(point)) {
                text.append(String.format("\\x%02x", point));
            } else if (Character.getType(point) == Character.FORMAT || point == 0x2028 || point == 0x2029) {
                text.append(String.format("\\u%04x", point));
            } else {
                text.appendCodePoint(point);
            }
        });
        return text.toString();
    }

    static void requireAddressable(String what, String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " must not be empty nor hold NUL: '" + printable(name) + "'");
        }
    }
}
