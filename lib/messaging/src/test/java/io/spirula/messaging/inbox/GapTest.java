package io.spirula.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.deadletter.LetterOrigin;
import org.junit.jupiter.api.Test;

class GapTest {

    private static final StoredPosition STOPPED = new StoredPosition("id", 10, 0);

    @Test
    void itHoldsWhatWasNotReadByThenAndIsNotKeptAnyMore() {
        Gap gap = new Gap(Topic.COMMAND, 1, STOPPED, "id", 20);
        assertThat(gap.mayHoldRecords()).isTrue();
        assertThat(gap.holds(origin("id", 1, 10))).isTrue();
        assertThat(gap.holds(origin("id", 1, 19))).isTrue();
        assertThat(gap.holds(origin("id", 1, 9))).as("known to the database").isFalse();
        assertThat(gap.holds(origin("id", 1, 20))).as("read again").isFalse();
        assertThat(gap.holds(origin("id", 2, 15))).as("another partition").isFalse();
        assertThat(gap.holds(origin("former", 1, 15))).as("a former topic").isFalse();
    }

    @Test
    void ofATopicThatWasMadeAnewItHoldsAllThatWasNotRead() {
        Gap gap = new Gap(Topic.COMMAND, 1, STOPPED, "new", 0);
        assertThat(gap.mayHoldRecords()).isTrue();
        assertThat(gap.holds(origin("id", 1, 500))).isTrue();
        assertThat(gap.holds(origin("id", 1, 9))).isFalse();
        assertThat(gap.holds(origin("new", 1, 5))).isFalse();
    }

    @Test
    void thereIsNoneWhereNothingWasReadOrTheSameIsReadAgain() {
        assertThat(new Gap(Topic.COMMAND, 1, null, "id", 20).mayHoldRecords()).isFalse();
        assertThat(new Gap(Topic.COMMAND, 1, null, "id", 20).holds(origin("id", 1, 5)))
                .isFalse();
        assertThat(new Gap(Topic.COMMAND, 1, STOPPED, "id", 0).mayHoldRecords()).isFalse();
    }

    private static LetterOrigin origin(String topicId, int partition, long offset) {
        return new LetterOrigin(Service.TRANSFER, "spirula.command", topicId, partition, offset);
    }
}
