package io.spirula.snapshot.inventory;

import java.util.Set;

/**
 * What opening an image shows.
 *
 * @param snapshots ids of its user snapshots
 * @param labelsLeftOut how many of its labels are not in the state, since they are too long
 */
record Inspected(ImageState state, Set<Long> snapshots, int labelsLeftOut) {

    Inspected {
        snapshots = Set.copyOf(snapshots);
    }
}
