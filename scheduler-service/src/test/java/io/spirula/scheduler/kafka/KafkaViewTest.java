package io.spirula.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaViewTest {

    private static final Instant NOW = Instant.parse("2026-11-23T04:00:00Z");
    private static final KafkaView.Offsets OFFSETS = new KafkaView.Offsets(10, 25);
    private static final KafkaView.Partition PARTITION = new KafkaView.Partition(1, 7, 3, 2, OFFSETS);

    @Test
    void lagIsWhatIsThereAndWasNotTaken() {
        assertThat(OFFSETS.lag(20)).isEqualTo(5);
        assertThat(OFFSETS.lag(25)).isZero();
        assertThat(OFFSETS.lag(3)).as("what is gone is not waited for").isEqualTo(15);
        assertThat(OFFSETS.lag(90)).as("the topic was made anew").isZero();
    }

    @Test
    void lagInSecondsIsTheAgeOfTheOldest() {
        assertThat(KafkaView.lagSeconds(NOW.toEpochMilli() - 1_500, NOW)).isEqualTo(1.5);
        assertThat(KafkaView.lagSeconds(NOW.toEpochMilli() + 1_500, NOW)).isZero();
        assertThat(KafkaView.lagSeconds(null, NOW)).isZero();
    }

    @Test
    void metricsHaveTheNamesAndLabelsOfKafkaExporterAndGoWhileKafkaIsAway() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        KafkaMetrics metrics = new KafkaMetrics(registry);
        metrics.show(view());
        assertThat(registry.get("kafka.consumergroup.lag")
                        .tags("consumergroup", "spirula.a", "topic", "spirula.policy", "partition", "1")
                        .gauge()
                        .value())
                .isEqualTo(5);
        assertThat(registry.get("kafka.consumergroup.lag.sum")
                        .tags("consumergroup", "spirula.a", "topic", "spirula.policy")
                        .gauge()
                        .value())
                .isEqualTo(8);
        assertThat(registry.get("spirula.consumer.lag").gauges()).hasSize(2);
        assertThat(registry.get("kafka.topic.partition.under.replicated.partition")
                        .tags("topic", "spirula.policy", "partition", "1")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("kafka.brokers").gauge().value()).isEqualTo(3);
        metrics.hide();
        assertThat(registry.find("kafka.consumergroup.lag").gauge()).isNull();
        assertThat(registry.find("kafka.brokers").gauge()).isNull();
    }

    @Test
    void aTopicHasItsFewestReplicasAndTheRecordsOfAllPartitions() {
        KafkaView.Topic topic = view().topics().get(0);
        assertThat(topic.records()).isEqualTo(15 + 3);
        assertThat(topic.replicas()).isEqualTo(1);
        assertThat(topic.underReplicated()).isEqualTo(1);
    }

    @Test
    void whatIsNotKnownIsNotToldAndHidesNothingElse() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        KafkaView view = view();
        KafkaView.Partition leaderless = new KafkaView.Partition(2, -1, 1, 0, null);
        KafkaView.Topic topic = new KafkaView.Topic("spirula.copy", null, List.of(PARTITION, leaderless));
        new KafkaMetrics(registry)
                .show(new KafkaView(
                        NOW,
                        3,
                        List.of(view.topics().get(0), topic),
                        List.of(
                                view.groups().get(0),
                                new KafkaView.Group(
                                        "spirula.b",
                                        null,
                                        List.of(new KafkaView.Reading(
                                                new TopicPartition("spirula.copy", 2), 4, null, Double.NaN)))),
                        Map.of()));

        assertThat(registry.get("kafka.topic.partition.leader")
                        .tags("topic", "spirula.copy", "partition", "2")
                        .gauge()
                        .value())
                .isEqualTo(-1);
        assertThat(registry.get("kafka.topic.partition.leader").gauges()).hasSize(4);
        assertThat(registry.get("kafka.topic.partition.current.offset").gauges())
                .hasSize(3);
        assertThat(registry.get("kafka.consumergroup.members").gauges()).hasSize(1);
        assertThat(registry.get("kafka.consumergroup.lag").gauges()).hasSize(2);
        assertThat(registry.get("kafka.consumergroup.lag.sum").gauges()).hasSize(1);
        assertThat(registry.get("kafka.consumergroup.current.offset").gauges()).hasSize(3);
        assertThat(registry.get("spirula.consumer.lag")
                        .tags("consumergroup", "spirula.b")
                        .gauge()
                        .value())
                .isNaN();
        assertThat(topic.leaderless()).isEqualTo(1);
        assertThat(topic.records()).isNull();
    }

    private static KafkaView view() {
        return new KafkaView(
                NOW,
                3,
                List.of(new KafkaView.Topic(
                        "spirula.policy",
                        new KafkaView.Kept(null),
                        List.of(new KafkaView.Partition(0, 7, 1, 1, new KafkaView.Offsets(0, 3)), PARTITION))),
                List.of(new KafkaView.Group(
                        "spirula.a",
                        1,
                        List.of(
                                new KafkaView.Reading(new TopicPartition("spirula.policy", 1), 20, 5L, 1.5),
                                new KafkaView.Reading(new TopicPartition("spirula.policy", 0), 0, 3L, 0.5)))),
                Map.of());
    }
}
