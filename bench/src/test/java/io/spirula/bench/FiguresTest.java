package io.spirula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Metric;
import io.spirula.bench.measure.Sample;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private final Figures figures = new Figures(line -> {});

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        wall("pipe", 9, 1, 4);
        assertThat(figures.median("pipe", Metric.WALL)).hasValue(4);
        assertThat(figures.least("pipe", Metric.WALL)).hasValue(1);
        assertThat(figures.most("pipe", Metric.WALL)).hasValue(9);
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        wall("pipe", 9, 1, 4, 5);
        assertThat(figures.median("pipe", Metric.WALL)).hasValue(4.5);
    }

    @Test
    void whatWasNotMeasuredHasNoMedian() {
        figures.announce("mirror");
        wall("pipe", 1);
        assertThat(figures.median("mirror", Metric.WALL)).isEmpty();
        assertThat(figures.median("pipe", Metric.IOPS)).isEmpty();
    }

    @Test
    void theTableListsContendersAsAnnouncedWithWhatFailed() {
        figures.announce("mirror");
        figures.announce("pipe");
        wall("pipe", 2);
        figures.fail("mirror in pair 1: it ended");
        assertThat(Table.of("seed", "first copy", figures).lines().map(String::strip))
                .containsExactly(
                        "",
                        "seed: first copy",
                        "n    wall",
                        "mirror  0       -",
                        "pipe    1  2.00 s",
                        "FAILED: mirror in pair 1: it ended");
    }

    private void wall(String contender, double... seconds) {
        for (double each : seconds) {
            figures.add(contender, Sample.of(Metric.WALL, each));
        }
    }
}
