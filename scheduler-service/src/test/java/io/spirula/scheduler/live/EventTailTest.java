package io.spirula.scheduler.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.wire.OutgoingEvent;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class EventTailTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TopicPartition COMMANDS = new TopicPartition(Topic.COMMAND.wireName(), 0);

    private final SchedulerProperties properties = new SchedulerProperties(
            Set.of(),
            Map.of(),
            new SchedulerProperties.Security(null),
            new SchedulerProperties.Schedule(Duration.ofMillis(100), Duration.ofMinutes(10), 3, Duration.ofDays(1)),
            new SchedulerProperties.Restore(Duration.ofHours(1)),
            new SchedulerProperties.Live(100, Duration.ofSeconds(15), 100, 10, 10),
            new SchedulerProperties.Queries(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    private final LiveFeed feed = new LiveFeed(properties);
    private final AtomicInteger asked = new AtomicInteger();
    private EventTail tail = tail(run -> Optional.empty(), EventTailTest::broker);

    @AfterEach
    void stop() {
        tail.stop();
    }

    @Test
    void whileTheDatabaseIsAwayEventsWaitAndNoneIsLostOrToldTwice() {
        AtomicInteger consumers = new AtomicInteger();
        tail = tail(
                run -> {
                    if (asked.incrementAndGet() <= 2) {
                        throw new DataAccessResourceFailureException("away");
                    }
                    return Optional.of("acme");
                },
                () -> {
                    consumers.incrementAndGet();
                    return broker();
                });
        tail.start();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(feed.last(10, event -> true)).hasSize(2));
        assertThat(consumers).as("Kafka is not what failed").hasValue(1);
        assertThat(feed.last(10, event -> Set.of("acme").equals(event.owners())))
                .hasSize(2);
    }

    @Test
    void anErrorDoesNotEndTheReading() {
        AtomicInteger consumers = new AtomicInteger();
        tail = tail(run -> Optional.of("acme"), () -> {
            if (consumers.incrementAndGet() == 1) {
                throw new OutOfMemoryError("as if");
            }
            return broker();
        });
        tail.start();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(feed.last(10, event -> true)).hasSize(2));
        assertThat(tail.isRunning()).isTrue();
        tail.stop();
        assertThat(tail.isRunning()).isFalse();
    }

    private EventTail tail(Function<RunId, Optional<String>> tenantOfRun, EventTail.Source source) {
        return new EventTail(
                source,
                feed,
                new EventJson(),
                new EventOwners(tenantOfRun, restore -> Optional.empty(), disk -> Set.of()),
                Clock.systemUTC(),
                properties);
    }

    /** With two events on one partition. */
    private static MockConsumer<byte[], byte[]> broker() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        Node node = new Node(0, "127.0.0.1", 9092);
        Node[] nodes = {node};
        consumer.updatePartitions(
                COMMANDS.topic(), List.of(new PartitionInfo(COMMANDS.topic(), 0, node, nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(COMMANDS, 0L));
        consumer.updateEndOffsets(Map.of(COMMANDS, 2L));
        consumer.schedulePollTask(() -> {
            consumer.addRecord(record(0));
            consumer.addRecord(record(1));
        });
        consumer.schedulePollTask(() -> again(consumer));
        consumer.schedulePollTask(() -> again(consumer));
        return consumer;
    }

    /** The mock forgets what it gave out, where a broker has it still. */
    private static void again(MockConsumer<byte[], byte[]> consumer) {
        if (consumer.position(COMMANDS) == 0) {
            consumer.addRecord(record(0));
            consumer.addRecord(record(1));
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        CancelRequested event = new CancelRequested(
                new RunId(new UUID(0, offset)), new LineageId(new UUID(0, 7)), "alice", Instant.EPOCH);
        ProducerRecord<byte[], byte[]> sent = OutgoingEvent.of(event, null, Instant.EPOCH, new EventJson())
                .record("/spirula/test/scheduler-service", 1);
        return new ConsumerRecord<>(
                COMMANDS.topic(),
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                sent.key().length,
                sent.value().length,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }
}
