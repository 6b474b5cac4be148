package io.spirula.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.kafka.TopicEnd;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PositionCatchUpTest {

    private static final TopicPartition OWN = new TopicPartition(Topic.SNAPSHOT.wireName(), 0);
    private static final TopicPartition OTHER = new TopicPartition(Topic.TRANSFER.wireName(), 0);
    private static final TopicPartition EMPTY = new TopicPartition(Topic.TRANSFER.wireName(), 1);

    private final Map<TopicPartition, StoredPosition> stored = new HashMap<>();
    private final PositionCatchUp catchUp =
            new PositionCatchUp(() -> Map.copyOf(stored), Set.of(Topic.SNAPSHOT, Topic.TRANSFER), Service.SNAPSHOT);

    @Test
    void nothingIsCompleteBeforeKafkaWasAsked() {
        read(OWN, 1000);
        read(OTHER, 1000);
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.asksForEnds()).isTrue();
        assertThat(catchUp.unread()).containsExactly("spirula.snapshot", "spirula.transfer");
    }

    @Test
    void whatServicesTellThemselvesIsReadBeforeWhatOthersTell() {
        expect();
        assertThat(catchUp.knowsItsOwnWord()).isFalse();
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.knowsItsOwnWord()).isFalse();
        read(OWN, 5);
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.knowsItsOwnWord()).isTrue();
        assertThat(catchUp.unread()).containsExactly("spirula.transfer");
        read(OTHER, 7);
        assertThat(catchUp.isComplete()).isTrue();
        assertThat(catchUp.unread()).isEmpty();
    }

    @Test
    void whatComesLaterHasNotToBeReadFirst() {
        complete();
        expectNothingMore();
        read(OWN, 6);
        assertThat(catchUp.isComplete()).isTrue();
    }

    @Test
    void aPositionThatGoesBackIsNoticedAndEverythingToldByThenIsReadFirst() {
        complete();
        read(OWN, 50);
        assertThat(catchUp.isComplete()).isTrue();
        read(OWN, 49);
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.knowsItsOwnWord()).isFalse();
        assertThat(catchUp.asksForEnds()).isTrue();
        catchUp.expect(Map.of(OWN, new TopicEnd("snapshots", 60), OTHER, new TopicEnd("transfers", 7)));
        read(OWN, 59);
        assertThat(catchUp.isComplete()).isFalse();
        read(OWN, 60);
        assertThat(catchUp.isComplete()).isTrue();
    }

    @Test
    void aTopicThatWasMadeAgainIsReadFromItsBeginningFirst() {
        complete();
        stored.put(OTHER, new StoredPosition("made again", 0, 0));
        assertThat(catchUp.isComplete()).isFalse();
        catchUp.expect(Map.of(OWN, new TopicEnd("snapshots", 5), OTHER, new TopicEnd("made again", 2)));
        assertThat(catchUp.isComplete()).isFalse();
        stored.put(OTHER, new StoredPosition("made again", 2, 0));
        assertThat(catchUp.isComplete()).isTrue();
    }

    @Test
    void aServiceThatReadsNothingHasNothingToCatchUpWith() {
        PositionCatchUp idle = new PositionCatchUp(Map::of, Set.of(), Service.RESTORE);
        assertThat(idle.isComplete()).isTrue();
        assertThat(idle.knowsItsOwnWord()).isTrue();
        assertThat(idle.asksForEnds()).isFalse();
    }

    private void complete() {
        expect();
        read(OWN, 5);
        read(OTHER, 7);
        assertThat(catchUp.isComplete()).isTrue();
    }

    private void expectNothingMore() {
        assertThat(catchUp.asksForEnds()).isFalse();
    }

    private void expect() {
        catchUp.expect(Map.of(
                OWN, new TopicEnd("snapshots", 5),
                OTHER, new TopicEnd("transfers", 7),
                EMPTY, new TopicEnd("transfers", 0)));
    }

    private void read(TopicPartition partition, long next) {
        stored.put(partition, new StoredPosition(partition.equals(OWN) ? "snapshots" : "transfers", next, 0));
    }
}
