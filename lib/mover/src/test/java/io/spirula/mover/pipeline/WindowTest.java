package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final long SIZE = Chunks.SIZE;

    @Test
    void chunksWithinOneMultipleBelongTogether() {
        Range first = new Range(4096, 4096);
        Range second = new Range(SIZE - 10, 10);
        Range third = new Range(SIZE, 1);
        Range far = new Range(9 * SIZE + 5, 7);

        assertThat(Window.group(List.of(first, second, third, far)))
                .containsExactly(new Window(List.of(first, second)), Window.of(third), Window.of(far));
        assertThat(Window.group(List.of())).isEmpty();
    }

    @Test
    void knowsItsBytes() {
        Window window = new Window(List.of(new Range(100, 10), new Range(200, 30)));

        assertThat(window.bytes()).isEqualTo(40);
    }

    @Test
    void readsASmallGapAndLeavesOutALargerOne() {
        Range first = new Range(8192, 4096);
        Range near = new Range(first.end() + 16_384, 4096);
        Range far = new Range(near.end() + 16_385, 512);
        Window window = Window.nearby(List.of(first, near, far));

        assertThat(window.reads()).containsExactly(new Range(first.offset(), near.end() - first.offset()), far);
        assertThat(window.readBytes()).isEqualTo(4096 + 16_384 + 4096 + 512);
        assertThat(window.bytes()).isEqualTo(4096 + 4096 + 512);
        assertThat(new Window(window.chunks()).reads()).as("from afar").isEqualTo(window.chunks());
    }

    @Test
    void cutsOneBufferIntoWhatIsReadAndIntoWhatBelongsToTheChunks() {
        Range first = new Range(100, 2);
        Range near = new Range(104, 1);
        Range far = new Range(200_000, 3);
        Window window = Window.nearby(List.of(first, near, far));
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 0, 0, 3, 4, 5, 6});

        assertThat(window.places(buffer))
                .containsExactly(
                        new Place(new Range(100, 5), ByteBuffer.wrap(new byte[] {1, 2, 0, 0, 3})),
                        new Place(far, ByteBuffer.wrap(new byte[] {4, 5, 6})));
        assertThat(window.cut(buffer))
                .containsExactly(
                        ByteBuffer.wrap(new byte[] {1, 2}),
                        ByteBuffer.wrap(new byte[] {3}),
                        ByteBuffer.wrap(new byte[] {4, 5, 6}));
    }
}
