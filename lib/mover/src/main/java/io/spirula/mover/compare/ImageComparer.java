package io.spirula.mover.compare;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Traffic;
import io.spirula.mover.digest.DigestSum;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.EveryPart;
import io.spirula.mover.pipeline.Leave;
import io.spirula.mover.pipeline.Parts;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Ranges;
import io.spirula.mover.pipeline.Shift;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Compares two open images byte by byte, each set to a snapshot or to a HEAD that nobody writes to. Memory is bounded by
 * the limits. Thread-safe; the images must not have open asynchronous I/O.
 */
public final class ImageComparer {

    private static final int CHANNEL = 4096;

    private final MoverLimits limits;

    public ImageComparer(MoverLimits limits) {
        this.limits = limits;
    }

    /**
     * Compares all of both.
     *
     * @throws MoveFailedException if that could not be done
     */
    public Comparison compare(RbdImage left, RbdImage right, MoveContext context) {
        List<DiffStage.Side> both = List.of(new DiffStage.Side(left, null), new DiffStage.Side(right, null));
        return compareWhole(left, right, both, context);
    }

    private Comparison compareWhole(RbdImage left, RbdImage right, List<DiffStage.Side> sides, MoveContext context) {
        return compareLeft(left, right, sides, UnaryOperator.identity(), context);
    }

    /**
     * Compares a part of both, and their sizes.
     *
     * @param from the first byte, a multiple of {@link io.spirula.mover.digest.PointDigest#BLOCK}
     * @param to the first byte that is not compared, such a multiple or beyond the images
     * @param held is given what the left one holds there
     * @throws MoveFailedException if that could not be done
     */
    public Comparison comparePart(
            RbdImage left, RbdImage right, long from, long to, DigestSum held, MoveContext context) {
        List<DiffStage.Side> both = List.of(new DiffStage.Side(left, null), new DiffStage.Side(right, null));
        return compare(
                left,
                right,
                new Scope(both, from, to, extent -> {}, Function.identity(), held),
                Traffic.BETWEEN,
                context);
    }

    /**
     * Compares what may have changed in either since snapshots of equal content.
     *
     * @throws MoveFailedException if that could not be done
     */
    public Comparison compareSince(
            RbdImage left, long leftSnapshotId, RbdImage right, long rightSnapshotId, MoveContext context) {
        return compareWhole(
                left,
                right,
                List.of(new DiffStage.Side(left, leftSnapshotId), new DiffStage.Side(right, rightSnapshotId)),
                context);
    }

    /**
     * Compares two states of an image where one of them says that something may differ.
     *
     * @param written is given what of that has data, by several threads
     * @throws MoveFailedException if that could not be done
     */
    public Comparison compareChanged(
            RbdImage left, RbdImage right, DiffStage.Side changed, Consumer<Range> written, MoveContext context) {
        Scope scope = new Scope(List.of(changed), 0, Long.MAX_VALUE, written, Function.identity(), null);
        return compare(left, right, scope, Traffic.AT_TARGET, context);
    }

    /**
     * Where to look: in a part of the images, and there in what is selected of where one of the sides differs.
     *
     * @param written is given what of the first side has data
     * @param held sums up what the left one holds; null if that is not asked for
     */
    private record Scope(
            List<DiffStage.Side> sides,
            long from,
            long to,
            Consumer<Range> written,
            Function<List<Range>, List<Range>> selection,
            @Nullable DigestSum held) {}

    private Comparison compare(RbdImage left, RbdImage right, Scope scope, Traffic traffic, MoveContext context) {
        try {
            return left.size() == right.size()
                    ? compareBytes(left, right, scope, traffic, context)
                    : new Comparison.SizesDiffer(left.size(), right.size());
        } catch (RbdException e) {
            throw MoveFailedException.ceph(e);
        }
    }

    /**
     * Compares where one image may have changed and another may not.
     *
     * @param written is given what of the first has data, by several threads
     * @throws MoveFailedException if that could not be done
     */
    public Comparison compareBeyond(
            RbdImage left,
            RbdImage right,
            DiffStage.Side side,
            DiffStage.Side except,
            Consumer<Range> written,
            MoveContext context) {
        Scope scope = new Scope(List.of(side), 0, Long.MAX_VALUE, written, chunks -> beyond(except, chunks), null);
        return compare(left, right, scope, Traffic.BETWEEN, context);
    }

    /**
     * Compares where any of these says that something may differ, but for what is left out.
     *
     * @param remaining what remains of chunks
     * @throws MoveFailedException if that could not be done
     */
    public Comparison compareLeft(
            RbdImage left,
            RbdImage right,
            List<DiffStage.Side> sides,
            UnaryOperator<List<Range>> remaining,
            MoveContext context) {
        Scope scope = new Scope(sides, 0, Long.MAX_VALUE, extent -> {}, remaining, null);
        return compare(left, right, scope, Traffic.BETWEEN, context);
    }

    private static List<Range> beyond(DiffStage.Side except, List<Range> chunks) {
        if (chunks.isEmpty()) {
            return chunks;
        }
        long from = chunks.get(0).offset();
        return Ranges.of(except.extents(from, chunks.get(chunks.size() - 1).end() - from))
                .outside(chunks);
    }

    private Comparison compareBytes(RbdImage left, RbdImage right, Scope scope, Traffic traffic, MoveContext context) {
        Pulse pulse = new Pulse();
        Channel<Range> ranges = new Channel<>(CHANNEL, limits.diffThreads());
        long period = scope.sides().get(0).image().info().stripePeriod();
        Parts parts = new EveryPart(scope.from(), Math.min(scope.to(), left.size()), period, limits.diffThreads());
        DiffStage<Range> diff = new DiffStage<>(
                scope.sides(), parts, scope.written(), limits.diffThreads(), scope.selection(), ranges, pulse);
        BufferPool buffers = new BufferPool(limits.bufferBytes());
        Leave leave = new Leave(context.throttle(traffic), pulse);
        int counted = traffic == Traffic.AT_TARGET ? 2 : 1;
        PairStage pairs =
                new PairStage(left, right, limits.depth(), buffers, ranges, pulse, leave, counted, scope.held());
        Crew crew = new Crew("compare-" + left.id().image());
        for (int i = 0; i < limits.diffThreads(); i++) {
            crew.add("diff", diff::run);
        }
        crew.add("read", pairs);
        new Shift(limits, context, pulse)
                .run(
                        crew,
                        () -> MoveProgress.found(
                                MoveProgress.Phase.VERIFY, pairs.compared(), diff.finished(), diff.covered()));
        return pairs.result(left.size());
    }
}
