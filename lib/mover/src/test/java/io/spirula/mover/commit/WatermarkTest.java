package io.spirula.mover.commit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatermarkTest {

    @Test
    void risesOverWhatHasEndedWithoutAGap() {
        Watermark mark = new Watermark(10);
        mark.ended(11);
        mark.ended(13);
        assertThat(mark.reached()).isEqualTo(10);
        mark.ended(10);
        assertThat(mark.reached()).isEqualTo(12);
        mark.ended(12);
        assertThat(mark.reached()).isEqualTo(14);
    }
}
