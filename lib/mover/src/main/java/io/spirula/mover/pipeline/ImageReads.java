package io.spirula.mover.pipeline;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ObjectRead;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads of an image: small places of one data object together in one operation where that is possible, all others through
 * librbd. Used by one thread.
 *
 * @param <T> what the caller tags reads with
 */
final class ImageReads<T> implements AutoCloseable {

    /** Bytes above which librbd asks only for what is allocated ({@code rbd_sparse_read_threshold_bytes}). */
    private static final int SMALL = 64 << 10;

    private final RbdImage image;
    private final int depth;
    private final long objectSize;
    private final @Nullable MappedObjects mapped;
    private final AioQueue<Tagged<T>> single;
    private @Nullable ObjectReads<Tagged<T>> together;

    private record Tagged<T>(T tag, List<Place> places) {}

    /**
     * @param depth most operations in flight
     */
    ImageReads(RbdImage image, int depth) {
        this.image = image;
        this.depth = depth;
        ImageInfo info = image.info();
        this.objectSize = info.objectSize();
        this.mapped = ObjectReads.obstacle(image).isEmpty() ? new MappedObjects(image, info) : null;
        this.single = image.openAioQueue(depth);
    }

    /** Which of the places one operation reads. */
    List<List<Place>> cut(List<Place> places) {
        List<List<Place>> operations = new ArrayList<>();
        List<Place> near = List.of();
        for (Place place : places) {
            if (!isSmall(place.range())) {
                operations.add(List.of(place));
            } else if (near.isEmpty() || object(near.get(0).range()) != object(place.range())) {
                near = new ArrayList<>(List.of(place));
                operations.add(near);
            } else {
                near.add(place);
            }
        }
        return operations;
    }

    private boolean isSmall(Range range) {
        return mapped != null
                && range.length() <= SMALL
                && (range.end() - 1) / objectSize == object(range)
                && mapped.has(object(range));
    }

    private long object(Range range) {
        return range.offset() / objectSize;
    }

    boolean isFull() {
        return inFlight() >= depth;
    }

    int inFlight() {
        return single.inFlight() + (together == null ? 0 : together.inFlight());
    }

    /**
     * Starts an operation.
     *
     * @param places as they were cut
     */
    void submit(List<Place> places, T tag) {
        Tagged<T> tagged = new Tagged<>(tag, places);
        Place first = places.get(0);
        if (places.size() == 1) {
            single.submitRead(first.range().offset(), first.into(), tagged);
            return;
        }
        if (together == null) {
            together = image.openObjectReads(depth);
        }
        long object = object(first.range());
        together.submit(
                object,
                places.stream()
                        .map(place -> new ObjectRead(place.range().offset() - object * objectSize, place.into()))
                        .toList(),
                tagged);
    }

    /**
     * Waits for an operation to end, and returns its tag.
     *
     * @throws io.spirula.mover.MoveFailedException if it was not done wholly
     * @throws io.spirula.rbd.RbdException if it failed
     */
    T take() {
        AioResult<Tagged<T>> result = next();
        return ReadStage.whole(result, expected(result.tag().places())).tag();
    }

    private Range expected(List<Place> places) {
        Range first = places.get(0).range();
        return places.size() == 1
                ? first
                : new Range(
                        object(first) * objectSize,
                        places.stream()
                                .mapToLong(place -> place.range().length())
                                .sum());
    }

    private AioResult<Tagged<T>> next() {
        if (together == null || together.inFlight() == 0) {
            return single.take();
        }
        AioResult<Tagged<T>> ended = single.inFlight() == 0 ? null : single.poll();
        return ended == null ? together.take() : ended;
    }

    /**
     * Makes sure that what was read was there: a snapshot that is gone reads as zeroes.
     *
     * @throws io.spirula.rbd.RbdNotFoundException if it is not there any more
     */
    void requirePresent() {
        if (together != null) {
            image.pool()
                    .openSnapshot(
                            ImageLocator.byId(image.id().image()),
                            image.viewedSnapshot().orElseThrow())
                    .close();
        }
    }

    @Override
    public void close() {
        try (single) {
            if (together != null) {
                together.close();
            }
        }
    }
}
