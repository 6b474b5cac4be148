package io.spirula.mover.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.Copies;
import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.mover.Throttle;
import io.spirula.mover.feed.Feed;
import io.spirula.mover.feed.FeedSource;
import io.spirula.mover.feed.Seat;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.EveryPart;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.MapWitness;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FedReadsTest {

    private static final int MIB = 1 << 20;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(ImageSpec.ofSize(16 * MIB).withOrder(20));
    private final BufferPool buffers = new BufferPool(16 * MIB);
    private final Channel<Filled<Window>> filled = new Channel<>(4096, 1);
    private final Filling filling = new Filling(buffers, filled, new Pulse());
    private final List<Range> came = new ArrayList<>();

    @AfterEach
    void close() {
        copies.close();
        sites.close();
    }

    private List<Range> scattered() {
        List<Range> written = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Range range = new Range(i * (long) MIB / 4 + 4096, 8192);
            copies.owner().write(range.offset(), ImageBytes.random(new Random(i), 8192));
            written.add(range);
        }
        return written;
    }

    private Seat seat(long end, long base) {
        RbdImage source = copies.openSourceAt(end);
        FeedSource own = new FeedSource() {
            @Override
            public RbdImage image() {
                return source;
            }

            @Override
            public void close() {
                source.close();
            }
        };
        return Feed.open(own, base, 1, Copies.LIMITS).get(0);
    }

    /** Takes all that comes, and compares it with the source. */
    private void takeAll(RbdImage source) throws InterruptedException {
        for (Filled<Window> next = filled.take(); next != null; next = filled.take()) {
            for (int i = 0; i < next.parts().size(); i++) {
                Range chunk = next.window().chunks().get(i);
                ByteBuffer expected = ByteBuffer.allocateDirect((int) chunk.length());
                source.read(chunk.offset(), expected);
                assertThat(next.parts().get(i)).isEqualTo(expected);
                came.add(chunk);
            }
            buffers.release(next.data());
        }
    }

    @ParameterizedTest(name = "room for {0}")
    @ValueSource(ints = {0, 1, 16, 17, 40, 64, 1000})
    void whoCannotRememberMoreGoesOnByItselfAndEachChunkComesOnce(int room) throws InterruptedException {
        copies.owner().write(0, ImageBytes.random(new Random(7), 16 * MIB));
        long base = copies.snapshot("s0");
        List<Range> written = scattered();
        long end = copies.snapshot("s1");
        try (RbdImage source = copies.openSourceAt(end);
                RbdImage compared = copies.openSourceAt(end)) {
            Taken taken = new Taken(room);
            OwnReads own = new OwnReads(
                    source,
                    List.of(new DiffStage.Side(source, base)),
                    new EveryPart(0, source.size(), MIB, Copies.LIMITS.diffThreads()),
                    new MapWitness(source),
                    taken::left,
                    Copies.LIMITS,
                    filling,
                    Throttle.NONE);
            FedReads fed = new FedReads(seat(end, base), taken, own, filling, Throttle.NONE);
            Crew crew = new Crew("test");
            fed.join(crew);
            crew.add("take", () -> takeAll(compared));
            crew.work(() -> {}, A_MINUTE, A_MINUTE);

            came.sort(Comparator.comparingLong(Range::offset));
            assertThat(came).isEqualTo(written);
            assertThat(fed.covered()).isEqualTo(64 * 8192);
            assertThat(fed.finished()).isTrue();
            assertThat(fed.written()).hasSize(64);
            assertThat(own.finished()).as("reads by itself").isEqualTo(room < 64);
        }
    }

    @Test
    void aDifferenceOfNothingEndsAtOnce() throws InterruptedException {
        long base = copies.snapshot("s0");
        long end = copies.snapshot("s1");
        try (RbdImage source = copies.openSourceAt(end)) {
            Taken taken = new Taken(10);
            OwnReads own = new OwnReads(
                    source,
                    List.of(new DiffStage.Side(source, base)),
                    new EveryPart(0, source.size(), MIB, 1),
                    new MapWitness(source),
                    taken::left,
                    Copies.LIMITS,
                    filling,
                    Throttle.NONE);
            FedReads fed = new FedReads(seat(end, base), taken, own, filling, Throttle.NONE);
            Crew crew = new Crew("test");
            fed.join(crew);
            crew.add("take", () -> takeAll(source));
            crew.work(() -> {}, A_MINUTE, A_MINUTE);

            assertThat(came).isEmpty();
            assertThat(fed.finished()).isTrue();
            assertThat(own.finished()).isFalse();
        }
    }
}
