package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RangesTest {

    @Test
    void joinsWhatIsAdjacentOrOverlaps() {
        Ranges ranges = Ranges.of(List.of(range(20, 30), range(0, 10), range(10, 12), range(25, 27)));

        assertThat(ranges.list()).containsExactly(range(0, 12), range(20, 30));
        assertThat(ranges.bytes()).isEqualTo(22);
    }

    @Test
    void nothingLeavesAllOutside() {
        assertThat(Ranges.of(List.of()).outside(List.of(range(1, 2)))).containsExactly(range(1, 2));
    }

    @Test
    void cutsWhatLiesPartlyInside() {
        Ranges ranges = Ranges.of(List.of(range(10, 20), range(30, 40)));

        assertThat(ranges.outside(List.of(range(0, 5), range(5, 35), range(38, 45), range(50, 51))))
                .containsExactly(range(0, 5), range(5, 10), range(20, 30), range(40, 45), range(50, 51));
        assertThat(ranges.outside(List.of(range(10, 20), range(31, 32)))).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isWhatTheBitsSay(long seed) {
        Random random = new Random(seed);
        List<Range> inside = anyRanges(random);
        List<Range> others = Ranges.of(anyRanges(random)).list();
        BitSet expected = bits(others);
        expected.andNot(bits(inside));

        List<Range> outside = Ranges.of(inside).outside(others);

        assertThat(bits(outside)).isEqualTo(expected);
        for (Range other : others) {
            BitSet both = bits(List.of(other));
            both.and(bits(inside));
            List<Range> common = Ranges.of(inside).inside(other);
            assertThat(bits(common)).isEqualTo(both);
            assertThat(common).isSortedAccordingTo(Comparator.comparingLong(Range::offset));
        }
        assertThat(outside.stream().mapToLong(Range::length).sum()).isEqualTo(expected.cardinality());
        assertThat(Ranges.of(inside).bytes()).isEqualTo(bits(inside).cardinality());
    }

    private static List<Range> anyRanges(Random random) {
        List<Range> ranges = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            ranges.add(new Range(random.nextInt(60), 1 + random.nextInt(20)));
        }
        return ranges;
    }

    private static BitSet bits(List<Range> ranges) {
        BitSet bits = new BitSet();
        ranges.forEach(range -> bits.set((int) range.offset(), (int) range.end()));
        return bits;
    }

    private static Range range(long from, long to) {
        return new Range(from, to - from);
    }
}
