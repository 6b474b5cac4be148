package io.spirula.bench.tool;

import org.jspecify.annotations.Nullable;

/**
 * One image and its replica, both in pool {@code rbd} of their clusters.
 *
 * @param base a snapshot that both have; null where there is no replica yet
 * @param end a snapshot that the image has and the replica is to get
 */
public record Step(String image, String replica, @Nullable String base, String end) {

    public static final String POOL = "rbd";

    String imageSpec() {
        return POOL + "/" + image;
    }

    String replicaSpec() {
        return POOL + "/" + replica;
    }
}
