package io.spirula.snapshot.inventory;

import java.util.Map;

/** Tells images of ours from everybody else's by their metadata. */
public final class Ownership {

    static final String PREFIX = "spirula.";

    private Ownership() {}

    /** Whether the image is a replica or a temporary image of ours. */
    public static boolean isOurs(Map<String, String> metadata) {
        return metadata.containsKey(PREFIX + "lineage") || metadata.containsKey(PREFIX + "role");
    }
}
