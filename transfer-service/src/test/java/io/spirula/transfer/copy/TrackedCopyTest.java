package io.spirula.transfer.copy;

import static io.spirula.transfer.copy.Copies.NOW;
import static io.spirula.transfer.copy.Copies.WHY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.event.CopyState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrackedCopyTest {

    private static final Map<CopyState, UnaryOperator<TrackedCopy>> COMMANDS = new EnumMap<>(Map.of(
            CopyState.FAILED, copy -> copy.failed(WHY, NOW),
            CopyState.EXPIRED, copy -> copy.expired(WHY),
            CopyState.LOST, copy -> copy.lost(WHY),
            CopyState.QUARANTINED, copy -> copy.quarantined(WHY)));

    private static final Map<CopyState, Set<CopyState>> LEGAL = Map.of(
            CopyState.PENDING, Set.of(CopyState.FAILED),
            CopyState.TRANSFERRING, Set.of(CopyState.FAILED),
            CopyState.COMPLETE, Set.of(CopyState.EXPIRED, CopyState.LOST, CopyState.QUARANTINED),
            CopyState.QUARANTINED, Set.of(CopyState.EXPIRED, CopyState.LOST),
            CopyState.FAILED, Set.of(),
            CopyState.EXPIRED, Set.of(),
            CopyState.LOST, Set.of());

    @ParameterizedTest
    @EnumSource
    void everyCommandIsCarriedOutWhereItIsLegalAndRefusedElsewhere(CopyState from) {
        COMMANDS.forEach((to, command) -> {
            TrackedCopy copy = Copies.in(from, 1);
            if (LEGAL.get(from).contains(to)) {
                assertThat(command.apply(copy).state()).isEqualTo(to);
            } else {
                assertThatThrownBy(() -> command.apply(copy))
                        .isInstanceOf(IllegalCopyTransitionException.class)
                        .hasMessageContaining(copy.id().toString());
            }
        });
    }

    @Test
    void onlyWhatIsBeingTransferredBecomesComplete() {
        assertThat(CopyLife.successors(CopyState.PENDING)).doesNotContain(CopyState.COMPLETE);
        assertThat(CopyLife.successors(CopyState.TRANSFERRING)).contains(CopyState.COMPLETE);
        assertThat(CopyLife.successors(CopyState.FAILED)).isEmpty();
    }

    @Test
    void beginningAgainAfterATakeoverChangesNothing() {
        TrackedCopy begun = Copies.pending(1).begun(NOW);
        assertThat(begun.begun(NOW.plusSeconds(60))).isEqualTo(begun);
    }

    @Test
    void givingUpFailsWhatNobodyWorksOnAndAsksTheWorkerOtherwise() {
        assertThat(Copies.pending(1).givingUp(WHY, NOW).state()).isEqualTo(CopyState.FAILED);
        TrackedCopy asked = Copies.pending(1).begun(NOW).givingUp(WHY, NOW);
        assertThat(asked.state()).isEqualTo(CopyState.TRANSFERRING);
        assertThat(asked.givenUp()).isEqualTo(WHY);
        TrackedCopy complete = Copies.complete(1);
        assertThat(complete.givingUp(WHY, NOW)).isEqualTo(complete);
    }

    @Test
    void aWaitIsToldWithItsReasonAndCountsTheFailure() {
        TrackedCopy waiting = Copies.pending(1).begun(NOW).waiting(WHY, NOW.plusSeconds(1));
        assertThat(waiting.told().reason()).isEqualTo(WHY);
        assertThat(waiting.failures()).isEqualTo(1);
        assertThat(waiting.noted(WHY, NOW).failures()).isEqualTo(1);
        assertThatThrownBy(() -> Copies.complete(1).waiting(WHY, NOW))
                .isInstanceOf(IllegalCopyTransitionException.class);
    }
}
