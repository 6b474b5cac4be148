package io.spirula.rbd;

import java.util.Map;
import java.util.Optional;

/** The metadata of an open image: a small map of text. Thread-safe. Keys {@code conf_*} configure librbd. */
public interface ImageMetadata {

    Optional<String> get(String key);

    /** Sets a key, replacing its value. */
    void set(String key, String value);

    /** Removes a key; does nothing if it is not there. */
    void remove(String key);

    /** All keys and values, sorted by key. */
    Map<String, String> list();
}
