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
    void cutsOneBufferIntoPartsOneBehindTheOther() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6});

        List<ByteBuffer> parts =
                new Window(List.of(new Range(100, 2), new Range(200, 1), new Range(300, 3))).cut(buffer);

        assertThat(parts)
                .containsExactly(
                        ByteBuffer.wrap(new byte[] {1, 2}),
                        ByteBuffer.wrap(new byte[] {3}),
                        ByteBuffer.wrap(new byte[] {4, 5, 6}));
    }
}
