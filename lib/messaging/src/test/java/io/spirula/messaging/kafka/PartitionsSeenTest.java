package io.spirula.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartitionsSeenTest {

    private static final Node BROKER = new Node(1, "kafka", 9092);

    @Test
    void aPartitionThatNobodyLeadsIsNamedAndKeepsNoOtherFromBeingRead() {
        Uuid snapshots = Uuid.randomUuid();
        Uuid copies = Uuid.randomUuid();
        PartitionsSeen seen = PartitionsSeen.of(
                List.of(
                        topic("spirula.snapshot", snapshots, partition(0, BROKER), partition(1, BROKER)),
                        topic("spirula.copy", copies, partition(0, BROKER), partition(1, null))),
                Map.of("spirula.run", "KAFKA_DENIED: not for us"));
        assertThat(seen.topicIds())
                .isEqualTo(Map.of(
                        new TopicPartition("spirula.snapshot", 0), snapshots.toString(),
                        new TopicPartition("spirula.snapshot", 1), snapshots.toString(),
                        new TopicPartition("spirula.copy", 0), copies.toString()));
        assertThat(seen.unreadable())
                .containsOnlyKeys("spirula.copy", "spirula.run")
                .containsEntry("spirula.run", "KAFKA_DENIED: not for us");
        assertThat(seen.unreadable().get("spirula.copy")).contains("no broker leads partition 1", "kafka:9092");
    }

    private static TopicDescription topic(String name, Uuid id, TopicPartitionInfo... partitions) {
        return new TopicDescription(name, false, List.of(partitions), Set.of(), id);
    }

    private static TopicPartitionInfo partition(int number, @Nullable Node leader) {
        return new TopicPartitionInfo(number, leader, List.of(BROKER), leader == null ? List.of() : List.of(BROKER));
    }
}
