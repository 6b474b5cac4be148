package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.kafka.Outage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Reads all topics of the service, record by record and in order within a partition. It goes by the positions in the
 * database; Kafka is told the offsets too, but only so that its tools can show the lag. A record that fails holds up its
 * partition and no other, while the consumer goes on polling and stays in its group.
 */
final class InboxConsumer implements BackgroundLoop {

    private static final Logger LOG = LoggerFactory.getLogger(InboxConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RESTART = Duration.ofSeconds(1);
    private static final Duration TOPICS_WAIT = Duration.ofSeconds(10);
    private static final Duration PRUNE_INTERVAL = Duration.ofMinutes(1);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long STOP_MILLIS = 15_000;

    private final KafkaClients clients;
    private final String group;
    private final Map<String, Topic> topics;
    private final PartitionPlacement placement;
    private final BrokerView broker;
    private final RecordRetry records;
    private final InboxTable inbox;
    private final InboxMeters meters;
    private final MessagingProperties.Inbox settings;
    private final Map<TopicPartition, PartitionReader> readers = new HashMap<>();
    private final Outage outage = new Outage(LOG, "CONSUMER_DOWN: no events are received");

    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stop = new CountDownLatch(0);
    private volatile int assigned;
    private long pruned = System.nanoTime();

    InboxConsumer(
            KafkaClients clients,
            String group,
            Set<Topic> topics,
            PartitionPlacement placement,
            BrokerView broker,
            RecordRetry records,
            InboxTable inbox,
            InboxMeters meters,
            MessagingProperties.Inbox settings) {
        this.clients = clients;
        this.group = group;
        this.topics = topics.stream().collect(Collectors.toMap(Topic::wireName, Function.identity()));
        this.placement = placement;
        this.broker = broker;
        this.records = records;
        this.inbox = inbox;
        this.meters = meters;
        this.settings = settings;
    }

    @Override
    public String loopName() {
        return "inbox";
    }

    @Override
    public boolean isAutoStartup() {
        return !topics.isEmpty();
    }

    @Override
    public void start() {
        stop = new CountDownLatch(1);
        Thread started = new Thread(this::run, "inbox");
        started.start();
        thread = started;
    }

    @Override
    public void stop() {
        stop.countDown();
        Thread stopping = thread;
        if (stopping == null) {
            return;
        }
        try {
            stopping.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopping.interrupt();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        Thread current = thread;
        return current != null && current.isAlive();
    }

    /** Stops before what works on what it stored. */
    @Override
    public int getPhase() {
        return 300;
    }

    /** How many partitions this instance reads now. */
    int assigned() {
        return assigned;
    }

    private void run() {
        try {
            awaitTopics();
            while (!stopped()) {
                try {
                    consume();
                } catch (RuntimeException | Error e) {
                    outage.failed(e);
                }
                readers.clear();
                assigned = 0;
                stop.await(RESTART.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consume() throws InterruptedException {
        Consumer<byte[], byte[]> consumer = clients.consumer(consumerSettings());
        try {
            consumer.subscribe(topics.keySet(), new Assignment(consumer));
            poll(consumer);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    /** A consumer that joins before its topics exist sees them only with its next metadata. */
    private void awaitTopics() throws InterruptedException {
        long end = System.nanoTime() + TOPICS_WAIT.toNanos();
        boolean there = false;
        while (!there && !stopped() && System.nanoTime() < end) {
            try {
                there = broker.topicIds(topics.keySet()).size() == topics.size();
            } catch (KafkaException e) {
                outage.failed(e);
            }
            if (!there) {
                stop.await(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void poll(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        while (!stopped()) {
            placement.recheck(readers.values());
            pause(consumer);
            placement.place(consumer, readers.values());
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(timeout());
            outage.over();
            if (polled.isEmpty() || placement.confirm(readers.values())) {
                take(consumer, polled);
            } else {
                putBack(consumer, polled);
            }
            pruneWhenDue();
        }
    }

    private void pause(Consumer<byte[], byte[]> consumer) {
        for (PartitionReader reader : readers.values()) {
            List<TopicPartition> partition = List.of(reader.partition());
            if (reader.cursor() == null || reader.heldNanos() > 0) {
                consumer.pause(partition);
            } else {
                consumer.resume(partition);
            }
        }
    }

    private Duration timeout() {
        long nanos = readers.values().stream()
                .mapToLong(PartitionReader::heldNanos)
                .filter(held -> held > 0)
                .min()
                .orElse(POLL.toNanos());
        return Duration.ofNanos(Math.min(nanos, POLL.toNanos()));
    }

    private void take(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled)
            throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> taken = new HashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            PartitionReader reader = readers.get(partition);
            if (reader == null || reader.cursor() == null) {
                continue;
            }
            long before = reader.next();
            take(consumer, reader, polled.records(partition));
            if (reader.cursor() != null && reader.next() > before) {
                taken.put(partition, new OffsetAndMetadata(reader.next()));
            }
        }
        if (!taken.isEmpty()) {
            consumer.commitAsync(taken, (offsets, failure) -> {
                if (failure != null) {
                    LOG.debug("Kafka was not told the offsets; its tools show too much lag", failure);
                }
            });
        }
    }

    private void take(
            Consumer<byte[], byte[]> consumer, PartitionReader reader, List<ConsumerRecord<byte[], byte[]>> polled)
            throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            Cursor cursor = reader.cursor();
            if (stopped() || cursor == null) {
                return;
            }
            if (record.offset() < reader.next()) {
                // the broker's end was before our position, so the client went back to the beginning by itself
                reader.displace();
                return;
            }
            meters.waiting(reader.partition(), record.timestamp());
            Optional<Duration> wait = records.take(reader, cursor, record);
            if (wait.isPresent()) {
                reader.hold(wait.get().toNanos());
                consumer.seek(reader.partition(), record.offset());
                return;
            }
        }
        meters.caughtUp(reader.partition());
    }

    private void putBack(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            PartitionReader reader = readers.get(partition);
            if (reader != null && reader.cursor() != null) {
                consumer.seek(partition, reader.next());
                reader.hold(RESTART.toNanos());
            }
        }
    }

    private void pruneWhenDue() {
        long now = System.nanoTime();
        if (now - pruned >= PRUNE_INTERVAL.toNanos()) {
            pruned = now;
            try {
                inbox.prune(settings.keepReceived());
            } catch (DataAccessException e) {
                outage.failed(e);
            }
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private Map<String, Object> consumerSettings() {
        return Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.CLIENT_ID_CONFIG,
                group,
                // where a partition starts is decided by the database; until then it is paused
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                6_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                1_500,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                200);
    }

    private final class Assignment implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;

        Assignment(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            for (TopicPartition partition : partitions) {
                Topic topic = topics.get(partition.topic());
                if (topic != null) {
                    readers.put(partition, new PartitionReader(partition, topic));
                }
            }
            assigned = readers.size();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                readers.remove(partition);
                meters.caughtUp(partition);
            }
            assigned = readers.size();
        }
    }
}
