package io.spirula.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.kafka.TopicEnd;
import io.spirula.messaging.kafka.TopicEnds;
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
        assertThat(catchUp.topicsWithoutEnd()).containsExactlyInAnyOrder("spirula.snapshot", "spirula.transfer");
        assertThat(catchUp.unread()).containsOnlyKeys("spirula.snapshot", "spirula.transfer");
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
        assertThat(catchUp.unread()).containsOnlyKeys("spirula.transfer");
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
        assertThat(catchUp.topicsWithoutEnd()).containsExactlyInAnyOrder("spirula.snapshot", "spirula.transfer");
        expect(Map.of(OWN, new TopicEnd("snapshots", 60), OTHER, new TopicEnd("transfers", 7)), Map.of());
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
        expect(Map.of(OWN, new TopicEnd("snapshots", 5), OTHER, new TopicEnd("made again", 2)), Map.of());
        assertThat(catchUp.isComplete()).isFalse();
        stored.put(OTHER, new StoredPosition("made again", 2, 0));
        assertThat(catchUp.isComplete()).isTrue();
    }

    @Test
    void aTopicThatIsMadeAgainBeforeItWasReadIsAskedForItsNewEnd() {
        expect();
        read(OWN, 5);
        read(OTHER, 3);
        assertThat(catchUp.isComplete()).isFalse();
        expectNothingMore();
        stored.put(OTHER, new StoredPosition("made again", 0, 0));
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.topicsWithoutEnd()).containsExactly(OTHER.topic());

        expect(Map.of(OTHER, new TopicEnd("made again", 2)), Map.of());
        expectNothingMore();
        assertThat(catchUp.isComplete()).isFalse();
        stored.put(OTHER, new StoredPosition("made again", 2, 0));
        assertThat(catchUp.isComplete()).isTrue();
    }

    @Test
    void aTopicThatIsMadeAgainWithFewerPartitionsIsReadAsFarAsThereIsSomething() {
        expect(
                Map.of(
                        OWN,
                        new TopicEnd("snapshots", 5),
                        OTHER,
                        new TopicEnd("transfers", 7),
                        EMPTY,
                        new TopicEnd("transfers", 1)),
                Map.of());
        read(OWN, 5);
        stored.put(OTHER, new StoredPosition("made again", 0, 0));
        assertThat(catchUp.isComplete()).isFalse();

        expect(Map.of(OTHER, new TopicEnd("made again", 0)), Map.of());
        assertThat(catchUp.isComplete()).isTrue();
    }

    @Test
    void aTopicThatIsGoneIsWaitedFor() {
        expect();
        read(OWN, 5);
        stored.put(OTHER, new StoredPosition("made again", 0, 0));
        assertThat(catchUp.isComplete()).isFalse();
        expect(Map.of(), Map.of());
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.topicsWithoutEnd()).containsExactly(OTHER.topic());
    }

    @Test
    void aTopicThatCannotBeAskedIsNamedWithItsReasonAndHoldsUpNoOther() {
        expect(
                Map.of(OWN, new TopicEnd("snapshots", 5), EMPTY, new TopicEnd("transfers", 0)),
                Map.of(OTHER.topic(), "no broker leads partition 0"));
        read(OWN, 5);
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.knowsItsOwnWord()).isTrue();
        assertThat(catchUp.unread()).isEqualTo(Map.of(OTHER.topic(), "no broker leads partition 0"));
        assertThat(catchUp.topicsWithoutEnd()).containsExactly(OTHER.topic());

        expect(Map.of(OTHER, new TopicEnd("transfers", 7), EMPTY, new TopicEnd("transfers", 0)), Map.of());
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.unread()).isEqualTo(Map.of(OTHER.topic(), "partition 0 is not read up to offset 7"));
        read(OTHER, 7);
        assertThat(catchUp.isComplete()).isTrue();
    }

    @Test
    void whatAServiceToldItselfAndCannotBeAskedComesFirstToo() {
        expect(Map.of(OTHER, new TopicEnd("transfers", 0)), Map.of(OWN.topic(), "no broker leads partition 0"));
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(catchUp.knowsItsOwnWord()).isFalse();
    }

    @Test
    void topicsByWhichNothingIsDecidedAreNotWaitedFor() {
        PositionCatchUp scheduler = new PositionCatchUp(
                () -> Map.copyOf(stored),
                Set.of(Topic.SNAPSHOT, Topic.TRANSFER_PROGRESS, Topic.RESTORE_PROGRESS),
                Service.SCHEDULER);
        assertThat(scheduler.topicsWithoutEnd()).containsExactly(OWN.topic());
        scheduler.expect(new TopicEnds(Map.of(OWN, new TopicEnd("snapshots", 5)), Map.of()));
        read(OWN, 5);
        assertThat(scheduler.isComplete()).isTrue();
        assertThat(scheduler.unread()).isEmpty();
    }

    @Test
    void aServiceThatReadsNothingHasNothingToCatchUpWith() {
        PositionCatchUp idle = new PositionCatchUp(Map::of, Set.of(), Service.RESTORE);
        assertThat(idle.isComplete()).isTrue();
        assertThat(idle.knowsItsOwnWord()).isTrue();
        assertThat(idle.topicsWithoutEnd()).isEmpty();
    }

    private void complete() {
        expect();
        read(OWN, 5);
        read(OTHER, 7);
        assertThat(catchUp.isComplete()).isTrue();
    }

    private void expectNothingMore() {
        assertThat(catchUp.topicsWithoutEnd()).isEmpty();
    }

    private void expect() {
        expect(
                Map.of(
                        OWN, new TopicEnd("snapshots", 5),
                        OTHER, new TopicEnd("transfers", 7),
                        EMPTY, new TopicEnd("transfers", 0)),
                Map.of());
    }

    private void expect(Map<TopicPartition, TopicEnd> known, Map<String, String> unknown) {
        catchUp.expect(new TopicEnds(known, unknown));
    }

    private void read(TopicPartition partition, long next) {
        stored.put(partition, new StoredPosition(partition.equals(OWN) ? "snapshots" : "transfers", next, 0));
    }
}
