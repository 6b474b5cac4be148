package io.spirula.mover.move;

import io.spirula.mover.move.WriteJob.Part;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.RbdImage;
import java.util.List;

/** Writes through librbd, each change by itself: any image. */
final class ImageWrites implements TargetQueue {

    private final AioQueue<Part> queue;

    ImageWrites(RbdImage target, int depth) {
        this.queue = target.openAioQueue(depth);
    }

    @Override
    public List<List<Change>> cut(List<Change> changes) {
        return changes.stream().map(List::of).toList();
    }

    @Override
    public boolean isFull() {
        return queue.isFull();
    }

    @Override
    public int inFlight() {
        return queue.inFlight();
    }

    @Override
    public void submit(Part part) {
        Change change = change(part);
        Range range = change.range();
        if (change.data() == null) {
            queue.submitWriteZeroes(range.offset(), range.length(), part);
        } else {
            queue.submitWrite(range.offset(), change.data(), part);
        }
    }

    @Override
    public Part take() {
        var result = queue.take();
        return ReadStage.whole(result, change(result.tag()).range());
    }

    private static Change change(Part part) {
        return part.changes().get(0);
    }

    @Override
    public void close() {
        queue.close();
    }
}
