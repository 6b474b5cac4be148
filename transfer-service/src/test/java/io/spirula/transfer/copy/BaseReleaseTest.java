package io.spirula.transfer.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BaseReleaseTest {

    @Test
    void theNewestCommonSnapshotIsNeverLetGo() {
        assertThat(released(false, Copies.complete(1))).isEmpty();
        assertThat(released(false, Copies.complete(1), Copies.complete(2), Copies.complete(3)))
                .containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @EnumSource(
            value = CopyState.class,
            names = {"PENDING", "TRANSFERRING", "FAILED", "LOST", "QUARANTINED"})
    void nothingButACompleteCopyMakesAnOlderBaseSuperfluous(CopyState newer) {
        assertThat(released(false, Copies.complete(1), Copies.in(newer, 2))).doesNotContain(1L);
    }

    @ParameterizedTest
    @EnumSource(
            value = CopyState.class,
            names = {"PENDING", "TRANSFERRING"})
    void whatMayStillBeMovedIsKeptEvenWhenTheTargetIsGivenUp(CopyState open) {
        assertThat(released(true, Copies.in(open, 1), Copies.complete(2))).containsExactly(2L);
    }

    @ParameterizedTest
    @EnumSource(
            value = CopyState.class,
            names = {"FAILED", "LOST", "QUARANTINED"})
    void whatNothingCanStartFromIsLetGo(CopyState state) {
        assertThat(released(false, Copies.in(state, 1))).containsExactly(1L);
    }

    @Test
    void aCopyThatRetentionRemovedIsABaseNoMoreOnceThereIsANewerOne() {
        assertThat(released(false, Copies.in(CopyState.EXPIRED, 1))).isEmpty();
        assertThat(released(false, Copies.in(CopyState.EXPIRED, 1), Copies.complete(2)))
                .containsExactly(1L);
    }

    @Test
    void everythingGoesWhenTheTargetIsGivenUp() {
        assertThat(released(true, Copies.complete(1), Copies.complete(2))).containsExactly(1L, 2L);
    }

    @Test
    void whatWasLetGoIsNotLetGoTwice() {
        assertThat(released(true, letGo(Copies.complete(1)), Copies.complete(2)))
                .containsExactly(2L);
    }

    /** A copy that had failed, so that its source snapshot went, and was found complete on its target. */
    @Test
    void aCompleteCopyWhoseOwnSourceSnapshotWasLetGoMakesNoOlderBaseSuperfluous() {
        assertThat(released(false, Copies.complete(1), letGo(Copies.complete(2))))
                .isEmpty();
    }

    private static TrackedCopy letGo(TrackedCopy copy) {
        Copy told = copy.told();
        return copy.releasedBy(new BaseReleased(
                told.lineage(),
                told.source(),
                told.ref(),
                told.point(),
                told.sourceSnapshotId(),
                told.target(),
                Copies.WHY,
                Copies.NOW));
    }

    private static List<Long> released(boolean abandoned, TrackedCopy... copies) {
        return BaseRelease.decide(Stream.of(copies).toList(), abandoned).keySet().stream()
                .map(copy -> copy.told().sourceSnapshotId())
                .toList();
    }
}
