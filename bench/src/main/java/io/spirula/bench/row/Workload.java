package io.spirula.bench.row;

import io.spirula.bench.world.Disk;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an image.
 *
 * @param size of the image
 * @param prepare done once
 * @param reset done before each change, so that the next contender meets what the one before met; null where nothing is to
 *     be done
 * @param change what is to be brought to the replica
 */
record Workload(long size, Work prepare, @Nullable Work reset, Work change) {

    /** Nothing. */
    static final Work NOTHING = (disk, places, bytes) -> {};

    /** Something that the owner of an image does. */
    @FunctionalInterface
    interface Work {

        /**
         * @param places the seed of where something is written
         * @param bytes the seed of what is written
         */
        void on(Disk disk, long places, long bytes);
    }
}
