package io.spirula.transfer.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Copy;
import io.spirula.transfer.copy.Copies;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every copy here was made with 5 bytes and is 4096 bytes large. */
class KeptBytesTest {

    private final Copy first = Copies.complete(1).told();
    private final Copy second = Copies.complete(2).told();
    private final Copy third = Copies.complete(3).told();

    @Test
    void nothingIsKeptWithoutACopy() {
        assertThat(KeptBytes.of(List.of(), 1000)).isZero();
    }

    @Test
    void allThatWasWrittenIsKeptWhileAllPointsAre() {
        assertThat(KeptBytes.of(List.of(third, first, second), 15)).isEqualTo(15);
    }

    @Test
    void whatPrunedPointsTookIsPartOfTheOldestThatIsKept() {
        assertThat(KeptBytes.of(List.of(second, third), 15)).isEqualTo(15);
        assertThat(KeptBytes.of(List.of(third), 15)).isEqualTo(15);
    }

    @Test
    void theOldestPointCountsWithNoMoreThanItsSize() {
        assertThat(KeptBytes.of(List.of(second, third), 100_000)).isEqualTo(4096 + 5);
    }

    @Test
    void aPointOfWhichNobodyKnowsWhatWasWrittenForItMayBeFull() {
        assertThat(KeptBytes.of(
                        List.of(Copies.in(io.spirula.contracts.event.CopyState.PENDING, 1)
                                .told()),
                        0))
                .isEqualTo(4096);
    }
}
