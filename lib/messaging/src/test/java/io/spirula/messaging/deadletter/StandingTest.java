package io.spirula.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DeadLetterState;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingTest {

    @Test
    void aRecordThatIsOpenOrGivenUpIsPassedAndOneThatWasHandledIsTakenAgain() {
        assertThat(new Standing(DeadLetterState.OPEN, null).passes()).isTrue();
        assertThat(new Standing(DeadLetterState.DISCARDED, null).passes()).isTrue();
        assertThat(new Standing(DeadLetterState.REPLAYED, null).passes()).isFalse();
        assertThat(new Standing(null, UUID.randomUUID()).passes()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_CLOUD_EVENT", "NO_JSON", "NO_ID", "NO_DATA", "MALFORMED_DATA", "WRONG_TOPIC"})
    void whatNobodyCanReadHoldsUpNothing(String reason) {
        assertThat(new Cause(reason, "").holdsUpItsKey()).isFalse();
    }

    @Test
    void whatCanBeHandledLaterHoldsUpItsKey() {
        assertThat(Cause.handlerFailed(new IllegalStateException("a bug")).holdsUpItsKey())
                .isTrue();
        assertThat(Cause.waitsBehind(UUID.randomUUID()).holdsUpItsKey()).isTrue();
        assertThat(new Cause("UNKNOWN_VERSION", "").holdsUpItsKey()).isTrue();
    }

    @Test
    void aMessageHasNoControlCharactersAndAnEnd() {
        assertThat(Cause.handlerFailed(new IllegalStateException("\u001b[31m\n" + "x".repeat(5_000)))
                        .message())
                .contains("?[31m?")
                .hasSize(1_000);
    }

    @Test
    void aLetterHasTheSameIdWheneverItsRecordIsReadButNotWhenTheTopicWasMadeAgain() {
        UUID letter = letter(Service.TRANSFER, "first", 1);
        assertThat(letter).isEqualTo(letter(Service.TRANSFER, "first", 1));
        assertThat(letter).isNotEqualTo(letter(Service.TRANSFER, "second", 1));
        assertThat(letter).isNotEqualTo(letter(Service.TRANSFER, "first", 12));
    }

    @Test
    void eachServiceThatCannotTakeARecordHasALetterOfItsOwn() {
        assertThat(letter(Service.TRANSFER, "first", 1)).isNotEqualTo(letter(Service.SNAPSHOT, "first", 1));
    }

    private static UUID letter(Service reader, String topicId, int partition) {
        return new LetterOrigin(reader, "spirula.policy", topicId, partition, 2).letter();
    }

    @Test
    void aKeyOfAnyBytesIsToldFromOthersInOneLine() {
        OrderKey key = OrderKey.of(new ConsumerRecord<>("spirula.policy", 0, 0, new byte[100_000], null));
        assertThat(key).isNotNull();
        assertThat(key.toString()).hasSizeLessThan(200);
        assertThat(OrderKey.parse(key.toString())).isEqualTo(key);
        assertThat(OrderKey.of(new ConsumerRecord<>("spirula.policy", 0, 0, null, null)))
                .isNull();
    }
}
