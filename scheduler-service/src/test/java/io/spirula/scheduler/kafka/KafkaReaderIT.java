package io.spirula.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.sandbox.SharedSandbox;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

/** A group that was told to be somewhere, on a topic with records whose number and times are known, at a real broker. */
class KafkaReaderIT {

    private static final String TOPIC = "spirula.lag-of-a-test";
    private static final String GROUP = "spirula.reader-of-a-test";
    private static final Instant BEGIN = Instant.parse("2026-11-29T04:00:00Z");
    private static final Clock CLOCK = Clock.fixed(BEGIN.plusSeconds(100), ZoneOffset.UTC);
    private static final TopicPartition READ = new TopicPartition(TOPIC, 0);
    private static final TopicPartition LAGGING = new TopicPartition(TOPIC, 1);

    private static KafkaClients clients;

    @BeforeAll
    static void tellRecords() throws ExecutionException, InterruptedException {
        SharedSandbox.kafka().start();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SharedSandbox.kafka().bootstrapServers());
        clients = new KafkaClients(
                new DefaultKafkaProducerFactory<>(settings),
                new DefaultKafkaConsumerFactory<>(settings),
                new KafkaAdmin(settings));
        clients.admin()
                .createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1)))
                .all()
                .get();
        try (Producer<byte[], byte[]> producer = clients.producer(Map.of())) {
            for (int n = 0; n < 7; n++) {
                long at = BEGIN.plusSeconds(10 * n).toEpochMilli();
                byte[] value = ("record " + n).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(TOPIC, READ.partition(), at, null, value))
                        .get();
                producer.send(new ProducerRecord<>(TOPIC, LAGGING.partition(), at, null, value))
                        .get();
            }
        }
        await("the coordinator of the group")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .untilAsserted(() -> clients.admin()
                        .alterConsumerGroupOffsets(
                                GROUP, Map.of(READ, new OffsetAndMetadata(7), LAGGING, new OffsetAndMetadata(3)))
                        .all()
                        .get());
    }

    @AfterAll
    static void removeThem() throws ExecutionException, InterruptedException {
        clients.admin().deleteConsumerGroups(List.of(GROUP)).all().get();
        clients.admin().deleteTopics(List.of(TOPIC)).all().get();
        clients.close();
    }

    @Test
    void lagIsTheNumberOfRecordsThatWereNotTakenAndTheAgeOfTheOldestOfThem()
            throws ExecutionException, InterruptedException {
        KafkaView view = reader(clients.admin()).read();

        assertThat(group(view).readings())
                .containsExactly(
                        new KafkaView.Reading(READ, 7, 0L, 0), new KafkaView.Reading(LAGGING, 3, 4L, 100 - 3 * 10));
        assertThat(group(view).members()).isZero();
        assertThat(topic(view).records()).isEqualTo(14);
        assertThat(view.unknown()).isEmpty();
    }

    /** The broker is asked; only that it leads one of the partitions is taken out of its answer. */
    @Test
    void aPartitionThatNobodyLeadsIsNamedAndHidesNoOther() throws ExecutionException, InterruptedException {
        try (WithoutLeader admin = new WithoutLeader(LAGGING)) {
            KafkaView view = reader(admin).read();

            assertThat(topic(view).partitions())
                    .extracting(KafkaView.Partition::leader)
                    .containsExactly(1, -1);
            assertThat(topic(view).leaderless()).isEqualTo(1);
            assertThat(topic(view).partitions().get(0).offsets()).isEqualTo(new KafkaView.Offsets(0, 7));
            assertThat(group(view).readings())
                    .containsExactly(
                            new KafkaView.Reading(READ, 7, 0L, 0), new KafkaView.Reading(LAGGING, 3, null, Double.NaN));
            assertThat(view.unknown())
                    .containsOnlyKeys("what partition 1 of " + TOPIC + " holds")
                    .allSatisfy((what, why) -> assertThat(why).contains("no broker leads it", "127.0.0.1"));
        }
    }

    private static KafkaReader reader(Admin admin) {
        return new KafkaReader(admin, new OldestWaiting(clients), CLOCK);
    }

    private static KafkaView.Topic topic(KafkaView view) {
        return view.topics().stream()
                .filter(topic -> topic.name().equals(TOPIC))
                .findFirst()
                .orElseThrow();
    }

    private static KafkaView.Group group(KafkaView view) {
        return view.groups().stream()
                .filter(group -> group.name().equals(GROUP))
                .findFirst()
                .orElseThrow();
    }

    private static final class WithoutLeader extends ForwardingAdmin {

        private final TopicPartition partition;

        WithoutLeader(TopicPartition partition) {
            super(Map.of("bootstrap.servers", SharedSandbox.kafka().bootstrapServers()));
            this.partition = partition;
        }

        @Override
        public DescribeTopicsResult describeTopics(TopicCollection topics, DescribeTopicsOptions options) {
            Map<String, KafkaFuture<TopicDescription>> answers = new HashMap<>();
            super.describeTopics(topics, options)
                    .topicNameValues()
                    .forEach((name, answer) -> answers.put(name, answer.thenApply(this::without)));
            return new Answers(answers);
        }

        private TopicDescription without(TopicDescription topic) {
            if (!topic.name().equals(partition.topic())) {
                return topic;
            }
            List<TopicPartitionInfo> partitions = new ArrayList<>();
            for (TopicPartitionInfo info : topic.partitions()) {
                partitions.add(
                        info.partition() == partition.partition()
                                ? new TopicPartitionInfo(info.partition(), null, info.replicas(), List.of())
                                : info);
            }
            return new TopicDescription(topic.name(), topic.isInternal(), partitions, null, topic.topicId());
        }
    }

    private static final class Answers extends DescribeTopicsResult {

        Answers(Map<String, KafkaFuture<TopicDescription>> byName) {
            super(null, byName);
        }
    }
}
