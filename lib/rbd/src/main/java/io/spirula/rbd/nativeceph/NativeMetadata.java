package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.ptr.LongByReference;
import io.spirula.rbd.ImageMetadata;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The image's metadata. */
final class NativeMetadata implements ImageMetadata {

    private static final long PAGE = 64;
    private static final long FIRST_BUFFER = 4096;

    private final NativeImage image;

    NativeMetadata(NativeImage image) {
        this.image = image;
    }

    @Override
    public Optional<String> get(String key) {
        try {
            return Optional.of(image.call(() -> {
                var filled = Call.fill(
                        1024,
                        1,
                        (value, length) -> LibRbd.rbd_metadata_get(image.pointer(), CText.of(key), value, length),
                        "get metadata " + RbdNames.printable(key),
                        image::describe);
                return CText.at(filled.buffer());
            }));
        } catch (RbdNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public void set(String key, String value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("metadata needs a key");
        }
        byte[] keyText = CText.of(key);
        byte[] valueText = CText.of(value);
        image.check(
                "set metadata " + RbdNames.printable(key),
                handle -> LibRbd.rbd_metadata_set(handle, keyText, valueText));
    }

    @Override
    public void remove(String key) {
        byte[] text = CText.of(key);
        image.check("remove metadata " + RbdNames.printable(key), handle -> {
            int result = LibRbd.rbd_metadata_remove(handle, text);
            return result == -Call.ENOENT ? 0 : result;
        });
    }

    @Override
    public Map<String, String> list() {
        var all = new TreeMap<String, String>();
        String after = "";
        long room = LONGEST;
        while (true) {
            Map<String, String> page = page(after, room);
            all.putAll(page);
            room -= length(page);
            if (page.size() < PAGE) {
                return Collections.unmodifiableMap(all);
            }
            after = Collections.max(
                    page.keySet(), java.util.Comparator.comparing(RbdNames::encode, java.util.Arrays::compareUnsigned));
        }
    }

    private static long length(Map<String, String> page) {
        return page.entrySet().stream()
                .mapToLong(entry -> RbdNames.encode(entry.getKey()).length + RbdNames.encode(entry.getValue()).length)
                .sum();
    }

    private Map<String, String> page(String after, long room) {
        return image.call(() -> {
            String operation = "list metadata";
            var keysLength = new LongByReference(FIRST_BUFFER);
            var valuesLength = new LongByReference(FIRST_BUFFER);
            for (int attempt = 0; attempt < 8; attempt++) {
                if (keysLength.getValue() + valuesLength.getValue() > Math.max(room, 2 * FIRST_BUFFER)) {
                    throw RbdException.of(Call.EFBIG, operation, image.describe());
                }
                var keys = new Memory(Math.max(keysLength.getValue(), 1));
                var values = new Memory(Math.max(valuesLength.getValue(), 1));
                int result = LibRbd.rbd_metadata_list(
                        image.pointer(), CText.of(after), PAGE, keys, keysLength, values, valuesLength);
                if (result != -Call.ERANGE) {
                    Call.check(result, operation, image::describe);
                    return zip(keys, keysLength.getValue(), values, valuesLength.getValue());
                }
            }
            throw RbdException.of(Call.ERANGE, operation, image.describe());
        });
    }

    private static Map<String, String> zip(Memory keys, long keysLength, Memory values, long valuesLength) {
        var page = new TreeMap<String, String>();
        var valueTexts = CText.list(values, valuesLength).iterator();
        for (String key : CText.list(keys, keysLength)) {
            page.put(key, valueTexts.next());
        }
        return page;
    }
}
