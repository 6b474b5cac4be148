package io.spirula.snapshot.inventory;

import io.spirula.rbd.RbdNames;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Labels: the part of an image's metadata that belongs to its owner. */
final class Labels {

    private static final String CEPH_CONFIGURATION = "conf_";
    private static final String CEPH_INTERNAL = ".rbd";

    /** In bytes, keys and values together: an event must have room for them however they are escaped. */
    private static final int LONGEST = 64 * 1024;

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

    /** Those that can be told: in the order of their keys, without each that has no room beside those before it. */
    static Map<String, String> fitting(Map<String, String> labels) {
        Map<String, String> fitting = new TreeMap<>();
        int room = LONGEST;
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            int length = length(label.getKey()) + length(label.getValue());
            if (length <= room) {
                fitting.put(label.getKey(), label.getValue());
                room -= length;
            }
        }
        return fitting;
    }

    /** What is told of an image of whose labels some do not fit. */
    static String leftOut(int count) {
        return "LABELS_TOO_LONG: " + count + " of its labels are left out, since all together may have " + LONGEST
                + " bytes: remove some with rbd image-meta remove";
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The text itself, or its printable form where it holds what JSON or PostgreSQL refuse. */
    static String storable(String text) {
        return RbdNames.isWellFormed(text) && text.indexOf('\0') < 0 ? text : RbdNames.printable(text);
    }
}
