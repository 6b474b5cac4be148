package io.spirula.rbd;

import java.util.Map;
import java.util.Optional;

/** The metadata of an open image: a small map of text. Thread-safe. Keys {@code conf_*} configure librbd. */
public interface ImageMetadata {

    /** In bytes: so much of it is read at once. Whoever may write to an image can put more into it than memory holds. */
    int LONGEST = 32 << 20;

    Optional<String> get(String key);

    /** Sets a key, replacing its value. */
    void set(String key, String value);

    /** Removes a key; does nothing if it is not there. */
    void remove(String key);

    /**
     * All keys and values, sorted by key.
     *
     * @throws RbdException with {@link Errno#EFBIG} when they are longer than {@link #LONGEST}
     */
    Map<String, String> list();
}
