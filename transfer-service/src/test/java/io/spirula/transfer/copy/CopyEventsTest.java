package io.spirula.transfer.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CopyEventsTest {

    private static final Map<CopyState, List<String>> EXPECTED = Map.of(
            CopyState.PENDING, List.of("CopyChanged"),
            CopyState.TRANSFERRING, List.of("CopyChanged"),
            CopyState.COMPLETE, List.of("CopyChanged", "CopyCompleted", "UsageRecorded"),
            CopyState.FAILED, List.of("CopyChanged", "CopyFailed"),
            CopyState.EXPIRED, List.of("CopyChanged", "CopyPruned"),
            CopyState.LOST, List.of("CopyChanged", "CopyLost"),
            CopyState.QUARANTINED, List.of("CopyChanged", "CopyQuarantined"));

    @ParameterizedTest
    @EnumSource
    void everyStateIsToldInItsOwnWordsAndTheSameIdsWhenToldAgain(CopyState state) {
        List<Event> told = CopyEvents.entering(Copies.in(state, 1).told());
        assertThat(told).extracting(event -> event.type().eventName()).isEqualTo(EXPECTED.get(state));
        assertThat(told)
                .extracting(Event::eventId)
                .isEqualTo(CopyEvents.entering(Copies.in(state, 1).told()).stream()
                        .map(Event::eventId)
                        .toList());
    }
}
