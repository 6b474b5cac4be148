package io.spirula.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaViewTest {

    private static final Instant NOW = Instant.parse("2026-11-23T04:00:00Z");
    private static final KafkaView.Partition PARTITION = new KafkaView.Partition(1, 7, 3, 2, 10, 25);

    @Test
    void lagIsWhatIsThereAndWasNotTaken() {
        assertThat(KafkaView.lag(20, PARTITION)).isEqualTo(5);
        assertThat(KafkaView.lag(25, PARTITION)).isZero();
        assertThat(KafkaView.lag(3, PARTITION))
                .as("what is gone is not waited for")
                .isEqualTo(15);
        assertThat(KafkaView.lag(90, PARTITION)).as("the topic was made anew").isZero();
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

    private static KafkaView view() {
        return new KafkaView(
                NOW,
                3,
                List.of(new KafkaView.Topic(
                        "spirula.policy", null, List.of(new KafkaView.Partition(0, 7, 1, 1, 0, 3), PARTITION))),
                List.of(new KafkaView.Group(
                        "spirula.a",
                        1,
                        List.of(
                                new KafkaView.Reading(new TopicPartition("spirula.policy", 1), 20, 5, 1.5),
                                new KafkaView.Reading(new TopicPartition("spirula.policy", 0), 0, 3, 0.5)))));
    }
}
