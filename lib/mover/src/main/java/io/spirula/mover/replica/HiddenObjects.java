package io.spirula.mover.replica;

import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.UnmappedData;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.RbdImage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects of a replica's HEAD that have data which its object map lacks, as a roll back that was cut off leaves them: it puts
 * the snapshot's map in place first, and to roll back again passes over what that lacks. They read as zeroes until something is
 * written to them, and then bring their old bytes back. Only of images that may be written past librbd. Thread-safe while it is
 * told of extents; then used by one thread.
 */
final class HiddenObjects implements Consumer<Range> {

    private static final int DEPTH = 16;

    private final RbdImage replica;
    private final @Nullable UnmappedData unmapped;
    private final SortedSet<Long> offsets = new ConcurrentSkipListSet<>();

    /**
     * @param replica at HEAD, its exclusive lock held
     */
    HiddenObjects(RbdImage replica) {
        this.replica = replica;
        this.unmapped =
                ObjectQueue.obstacle(replica.info(), replica.parent()).isEmpty() ? new UnmappedData(replica) : null;
    }

    /**
     * @param extent that has data, by the objects themselves
     */
    @Override
    public void accept(Range extent) {
        if (unmapped != null) {
            offsets.addAll(unmapped.in(extent));
        }
    }

    /**
     * What speaks against HEAD being its base, though nothing shows: an object of that, which HEAD's map lacks and which has not
     * been written since, so that nobody asks for it.
     *
     * @param base set to the snapshot
     */
    Optional<String> lacking(RbdImage base) {
        if (unmapped == null) {
            return Optional.empty();
        }
        OptionalLong offset = unmapped.firstLackedOf(new UnmappedData(base));
        return offset.isEmpty()
                ? Optional.empty()
                : Optional.of("HEAD's object map lacks the object at offset " + offset.getAsLong()
                        + ", which the snapshot's has, as a roll back to an older one that was cut off leaves it");
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    String evidence() {
        return offsets.size() + " objects, the first one at offset " + offsets.first()
                + ", have data that HEAD's object map lacks, as a roll back that was cut off leaves them";
    }

    /** Makes them what they read as. Where the base has nothing, that is what it has. */
    void clear() {
        long size = replica.size();
        long objectSize = replica.info().objectSize();
        try (ObjectQueue<Long> queue = replica.openObjectQueue(DEPTH)) {
            for (long offset : List.copyOf(offsets)) {
                if (queue.isFull()) {
                    queue.take().orThrow();
                }
                var zeroes = new ObjectChange.Zeroes(0, Math.min(objectSize, size - offset));
                queue.submit(offset / objectSize, List.of(zeroes), offset);
            }
            while (queue.inFlight() > 0) {
                queue.take().orThrow();
            }
        }
    }
}
