package io.spirula.snapshot.inventory;

import io.spirula.rbd.RbdNames;
import java.util.Map;
import java.util.TreeMap;

/** Labels: the part of an image's metadata that belongs to its owner. */
final class Labels {

    private static final String CEPH_CONFIGURATION = "conf_";
    private static final String CEPH_INTERNAL = ".rbd";

    private Labels() {}

    /** The owner's own keys; text that no database takes is shown printable. */
    static Map<String, String> of(Map<String, String> metadata) {
        Map<String, String> labels = new TreeMap<>();
        metadata.forEach((key, value) -> {
            if (!key.startsWith(CEPH_CONFIGURATION)
                    && !key.startsWith(CEPH_INTERNAL)
                    && !key.startsWith(Ownership.PREFIX)) {
                labels.put(storable(key), storable(value));
            }
        });
        return labels;
    }

    /** The text itself, or its printable form where it holds what JSON or PostgreSQL refuse. */
    static String storable(String text) {
        return RbdNames.isWellFormed(text) && text.indexOf('\0') < 0 ? text : RbdNames.printable(text);
    }
}
