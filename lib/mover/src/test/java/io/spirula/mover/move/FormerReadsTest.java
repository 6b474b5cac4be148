package io.spirula.mover.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.Copies;
import io.spirula.mover.FaultyImage;
import io.spirula.mover.FaultyObjectReads;
import io.spirula.mover.FaultyQueue;
import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.mover.Throttle;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.ChunkHashes.Chunk;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ObjectRead;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FormerReadsTest {

    private static final int MIB = 1 << 20;
    private static final int CHUNKS = 60;

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(ImageSpec.ofSize(64L * MIB));
    private final ChunkHashes done = new ChunkHashes();
    private final List<RuntimeException> failures = new ArrayList<>();

    @AfterEach
    void close() {
        copies.close();
        sites.close();
    }

    /** Every other chunk held something. */
    private PointDigest read(UnaryOperator<RbdImage> fault) throws InterruptedException {
        Random random = new Random(5);
        PointDigest held = PointDigest.ZERO;
        for (int i = 0; i < CHUNKS; i += 2) {
            ByteBuffer bytes = ImageBytes.random(random, 8192);
            held = held.plus(PointDigest.of(i * (long) MIB, bytes));
            copies.owner().write(i * (long) MIB, bytes);
        }
        long base = copies.snapshot("base");
        try (RbdImage image = copies.openSourceAt(base);
                RbdImage other = copies.openSourceAt(base)) {
            FormerReads reads = new FormerReads(image.size(), new Allocation(other), done, failures::add);
            Crew crew = new Crew("test");
            reads.join(crew, fault.apply(image), Copies.LIMITS, new Pulse(), Throttle.NONE);
            crew.add("write", () -> {
                for (int i = 0; i < CHUNKS; i++) {
                    Range range = new Range(i * (long) MIB, MIB);
                    reads.ended(List.of(new Chunk(range, PointDigest.ZERO, 0, 0, null)));
                }
                reads.allEnded();
            });
            crew.work(() -> {}, Duration.ofMillis(10), Duration.ofSeconds(10));
        }
        return held;
    }

    @Test
    void whatTheBaseHeldIsSummedUp() throws InterruptedException {
        PointDigest held = read(UnaryOperator.identity());

        assertThat(done.count()).isEqualTo(CHUNKS);
        assertThat(done.former()).contains(held);
        assertThat(failures).isEmpty();
    }

    @Test
    void aBaseThatCannotBeReadLeavesEverythingDoneAndNothingKnownOfWhatItHeld() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        read(image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public void submitRead(long offset, ByteBuffer into, Object tag) {
                if (reads.incrementAndGet() == 7) {
                    throw RbdException.of(5, "read", "a replica");
                }
                super.submitRead(offset, into, tag);
            }
        }));

        assertThat(done.count()).isEqualTo(CHUNKS);
        assertThat(done.former()).isEmpty();
        assertThat(failures).hasSize(1);
    }

    /** Its objects read as zeroes then. */
    @Test
    void aBaseThatIsRemovedWhileItIsReadLeavesNoSum() throws InterruptedException {
        Random random = new Random(5);
        copies.owner().write(0, ImageBytes.random(random, 8192));
        copies.owner().write(2L * MIB, ImageBytes.random(random, 8192));
        long base = copies.snapshot("base");
        try (RbdImage image = copies.openSourceAt(base);
                RbdImage other = copies.openSourceAt(base)) {
            FormerReads reads = new FormerReads(image.size(), new Allocation(other), done, failures::add);
            Crew crew = new Crew("test");
            RbdImage removed = FaultyImage.of(
                    image, UnaryOperator.identity(), UnaryOperator.identity(), queue -> new FaultyObjectReads(queue) {
                        @Override
                        public void submit(long object, List<ObjectRead> places, Object tag) {
                            copies.owner().snapshots().remove(base);
                            super.submit(object, places, tag);
                        }
                    });
            reads.join(crew, removed, Copies.LIMITS, new Pulse(), Throttle.NONE);
            crew.add("write", () -> {
                reads.ended(List.of(chunk(0), chunk(2L * MIB)));
                reads.allEnded();
            });
            crew.work(() -> {}, Duration.ofMillis(10), Duration.ofSeconds(10));
        }

        assertThat(done.count()).isEqualTo(2);
        assertThat(done.former()).isEmpty();
        assertThat(failures).singleElement().isInstanceOf(RbdNotFoundException.class);
    }

    private static Chunk chunk(long offset) {
        return new Chunk(new Range(offset, 8192), PointDigest.ZERO, 0, 0, null);
    }
}
