package io.spirula.mover.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.pipeline.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class TakenTest {

    private static final List<Range> ALL = List.of(new Range(0, 100), new Range(200, 300));

    @Test
    void nothingTakenLeavesAll() {
        assertThat(new Taken(10).left(ALL)).isEqualTo(ALL);
    }

    @Test
    void whatWasTakenIsLeftOutWhereverItsChunksBegan() {
        Taken taken = new Taken(10);
        taken.add(List.of(new Range(50, 50), new Range(200, 10)));
        taken.add(List.of(new Range(490, 10)));

        assertThat(taken.left(ALL)).containsExactly(new Range(0, 50), new Range(210, 280));
        assertThat(taken.bytes()).isEqualTo(70);
        taken.add(List.of(new Range(0, 50)));
        assertThat(taken.left(ALL)).containsExactly(new Range(210, 280));
    }

    @Test
    void whatIsAdjacentTakesNoRoom() {
        Taken taken = new Taken(4);
        for (int i = 0; i < 1000; i++) {
            taken.add(List.of(new Range(i * 4096L, 4096)));
        }

        assertThat(taken.isFull()).isFalse();
        assertThat(taken.bytes()).isEqualTo(1000 * 4096L);
    }

    @Test
    void whatIsScatteredFillsItUp() {
        Taken taken = new Taken(100);
        for (int i = 0; i < 99; i++) {
            taken.add(List.of(new Range(i * 8192L, 4096)));
        }
        assertThat(taken.isFull()).isFalse();
        taken.add(List.of(new Range(99 * 8192L, 4096)));

        assertThat(taken.isFull()).isTrue();
        assertThat(taken.left(List.of(new Range(0, 20_000))))
                .containsExactly(new Range(4096, 4096), new Range(12288, 4096));
    }
}
