package io.spirula.snapshot.inventory;

import java.util.Set;

/**
 * What opening an image shows.
 *
 * @param snapshots ids of its user snapshots
 */
record Inspected(ImageState state, Set<Long> snapshots) {

    Inspected {
        snapshots = Set.copyOf(snapshots);
    }
}
