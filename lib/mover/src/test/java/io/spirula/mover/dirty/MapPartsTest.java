package io.spirula.mover.dirty;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.pipeline.Range;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapPartsTest {

    private static final long OBJECT = 4096;

    private final AtomicLong now = new AtomicLong();
    private DirtyObjects objects = new DirtyObjects(1000 * OBJECT, OBJECT);
    private MapUse use = new MapUse(0, false, 0);
    private boolean reallyDiffers = true;

    private MapParts parts() {
        return new MapParts(objects, use, range -> reallyDiffers, now::get);
    }

    private void dirty(int... indexes) {
        for (int index : indexes) {
            objects.add(index * OBJECT, 1);
        }
    }

    private BitSet askAll(MapParts parts) {
        BitSet asked = new BitSet();
        for (Range part = parts.next(); part != null; part = parts.next()) {
            parts.asked(part, List.of());
            add(asked, part);
        }
        return asked;
    }

    private void add(BitSet asked, Range part) {
        int from = objects.indexOf(part.offset());
        int to = objects.indexOf(part.end() - 1) + 1;
        assertThat(asked.get(from, to).cardinality()).as("asked twice: " + part).isZero();
        asked.set(from, to);
    }

    private static List<Integer> list(BitSet bits) {
        return bits.stream().boxed().toList();
    }

    @Test
    void dirtyObjectsAreAskedFirstAndThenTheLeastThatIsAudited() {
        dirty(3, 4, 900);
        MapParts parts = parts();

        assertThat(parts.next()).isEqualTo(new Range(3 * OBJECT, 2 * OBJECT));
        assertThat(parts.next()).isEqualTo(new Range(900 * OBJECT, OBJECT));
        BitSet audited = askAll(parts);
        assertThat(audited.cardinality()).isBetween(MapParts.LEAST_AUDITED, MapParts.LEAST_AUDITED + 15);
        assertThat(audited.get(3) || audited.get(4)).isFalse();
        assertThat(parts.report())
                .isEqualTo(new MapReport(1000, 3, audited.cardinality(), audited.length() * OBJECT, null));
    }

    @Test
    void anAuditTakesATenthOfTheTimeOfTheRun() {
        now.set(10_000);
        MapParts parts = parts();
        long audited = 0;
        for (Range part = parts.next(); part != null; part = parts.next()) {
            audited += part.length() / OBJECT;
            now.addAndGet(50);
        }

        assertThat(now.get()).isBetween(11_000L, 11_100L);
        assertThat(audited).isGreaterThan(MapParts.LEAST_AUDITED);
    }

    @Test
    void theTimeThatItTookToMoveWhatWasFoundIsTimeOfTheRunToo() {
        dirty(1, 2, 3);
        MapParts parts = parts();
        int atLeast = askAll(parts).cardinality();
        now.set(10_000);
        parts.goOn();
        BitSet late = new BitSet();
        for (Range part = parts.next(); part != null; part = parts.next()) {
            add(late, part);
            now.addAndGet(50);
        }

        assertThat(now.get()).isBetween(11_000L, 11_050L);
        assertThat(late.cardinality()).isBetween(20 * 16, 21 * 16);
        assertThat(parts.report().audited()).isEqualTo(atLeast - 3 + late.cardinality());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theRotationComesByEveryCleanObject(long seed) {
        Random random = new Random(seed);
        objects = new DirtyObjects((100 + random.nextInt(900)) * OBJECT - random.nextInt(4096), OBJECT);
        for (int i = 0; i < 50; i++) {
            dirty(random.nextInt(100));
        }
        BitSet everAsked = new BitSet();
        int runs = objects.count() / MapParts.LEAST_AUDITED + 2;
        for (int run = 0; run < runs; run++) {
            MapParts parts = parts();
            everAsked.or(askAll(parts));
            use = new MapUse(parts.report().auditNext(), false, 0);
        }

        assertThat(everAsked.cardinality()).isEqualTo(objects.count());
    }

    @Test
    void aWholeAuditAsksEveryObjectOnce() {
        dirty(0, 500, 999);
        use = new MapUse(700 * OBJECT, true, 0);

        assertThat(askAll(parts()).cardinality()).isEqualTo(1000);
    }

    @Test
    void nothingMoreIsAskedOnceTheMapsAreFoundToLackAChange() {
        dirty(1, 2, 300);
        MapParts parts = parts();
        Range dirty = Objects.requireNonNull(parts.next());
        parts.asked(dirty, List.of(dirty));
        parts.next();
        Range audited = Objects.requireNonNull(parts.next());
        Range change = new Range(audited.offset() + 5, 10);
        parts.asked(audited, List.of(change));

        assertThat(parts.next()).isNull();
        assertThat(parts.report().missed()).isEqualTo(change);
        assertThat(parts.report().text()).contains("3 of 1000").contains(change.toString());
    }

    @Test
    void anObjectThatWasWrittenAndIsWhatItWasIsNoLie() {
        reallyDiffers = false;
        MapParts parts = parts();
        BitSet asked = new BitSet();
        for (Range part = parts.next(); part != null; part = parts.next()) {
            add(asked, part);
            parts.asked(part, List.of(part));
        }

        assertThat(asked.cardinality()).isBetween(MapParts.LEAST_AUDITED, MapParts.LEAST_AUDITED + 15);
        assertThat(parts.report().missed()).isNull();
    }

    @Test
    void aSmallImageIsAuditedAsAWhole() {
        objects = new DirtyObjects(10 * OBJECT - 1, OBJECT);
        dirty(9);
        use = new MapUse(5 * OBJECT, false, 0);
        MapParts parts = parts();

        assertThat(parts.next()).isEqualTo(new Range(9 * OBJECT, OBJECT - 1));
        assertThat(list(askAll(parts))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void veryManyObjectsAreTakenSeveralTogether() {
        DirtyObjects many = new DirtyObjects(16L << 40, OBJECT);
        many.add((16L << 40) - 1, OBJECT);

        assertThat(many.count()).isEqualTo(1 << 22);
        assertThat(many.range((1 << 22) - 1, 1 << 22)).isEqualTo(new Range((16L << 40) - (4 << 20), 4 << 20));
        assertThat(many.isDirty((1 << 22) - 1)).isTrue();
        assertThat(many.dirtyCount()).isEqualTo(1);
    }
}
