package io.spirula.rbd.jna;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.spirula.rbd.RbdNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** C strings and the names they hold. */
public final class CText {

    private CText() {}

    /** The bytes with the NUL that ends a C string. */
    public static byte[] of(String text) {
        byte[] bytes = RbdNames.encode(text);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    /** The text that ends at the first NUL; empty for a null pointer. */
    public static String at(@Nullable Pointer start) {
        if (start == null) {
            return "";
        }
        int length = Math.toIntExact(start.indexOf(0, (byte) 0));
        return RbdNames.decode(start.getByteArray(0, length));
    }

    /** The text that a pointer stored at an offset points to. */
    public static String pointedAt(Pointer start, long offset) {
        return at(start.getPointer(offset));
    }

    /** All texts of a buffer, each ended by NUL, within the given length. */
    public static List<String> list(Memory buffer, long length) {
        var texts = new ArrayList<String>();
        long start = 0;
        while (start < length) {
            int bytes = Math.toIntExact(buffer.indexOf(start, (byte) 0));
            texts.add(RbdNames.decode(buffer.getByteArray(start, bytes)));
            start += bytes + 1;
        }
        return texts;
    }
}
