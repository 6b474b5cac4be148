package io.spirula.rbd.memory;

import io.spirula.rbd.ImageMetadata;
import io.spirula.rbd.RbdNames;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Metadata of an image in memory. */
final class MemoryMetadata implements ImageMetadata {

    private static final int EFBIG = 27;

    private final MemoryImage image;

    MemoryMetadata(MemoryImage image) {
        this.image = image;
    }

    @Override
    public Optional<String> get(String key) {
        return image.guarded(
                "get metadata", () -> Optional.ofNullable(image.state().metadata.get(key)));
    }

    @Override
    public void set(String key, String value) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("metadata needs a key");
        }
        image.guarded("set metadata", () -> {
            requireWritable("set metadata");
            image.state().headerVersion++;
            return image.state().metadata.put(key, value);
        });
    }

    @Override
    public void remove(String key) {
        image.guarded("remove metadata", () -> {
            requireWritable("remove metadata");
            image.state().headerVersion++;
            return image.state().metadata.remove(key);
        });
    }

    private void requireWritable(String operation) {
        if (image.isReadOnly()) {
            throw image.fail(MemoryImage.EROFS, operation);
        }
    }

    @Override
    public Map<String, String> list() {
        return image.guarded("list metadata", () -> {
            Map<String, String> all = image.state().metadata;
            long length = all.entrySet().stream()
                    .mapToLong(
                            entry -> RbdNames.encode(entry.getKey()).length + RbdNames.encode(entry.getValue()).length)
                    .sum();
            if (length > LONGEST) {
                throw image.fail(EFBIG, "list metadata");
            }
            return Collections.unmodifiableMap(new TreeMap<>(all));
        });
    }
}
