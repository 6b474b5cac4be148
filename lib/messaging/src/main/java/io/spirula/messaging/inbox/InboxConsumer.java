package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.kafka.Outage;
import io.spirula.messaging.trace.Traces;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Keeps a consumer reading all topics of the service, and starts a new one when it fails. It goes by the positions in the
 * database; Kafka is told the offsets too, but only so that its tools can show the lag.
 */
final class InboxConsumer implements BackgroundLoop {

    private static final Logger LOG = LoggerFactory.getLogger(InboxConsumer.class);
    private static final Duration RESTART = Duration.ofSeconds(1);
    private static final Duration TOPICS_WAIT = Duration.ofSeconds(10);
    private static final Duration PRUNE_INTERVAL = Duration.ofMinutes(1);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long STOP_MILLIS = 15_000;

    private final KafkaClients clients;
    private final String group;
    private final Map<String, Topic> topics;
    private final PartitionPlacement placement;
    private final DeniedTopics denied;
    private final BrokerView broker;
    private final RecordRetry records;
    private final InboxTable inbox;
    private final LetterTable letters;
    private final Traces traces;
    private final InboxMeters meters;
    private final MessagingProperties.Inbox settings;
    private final Outage outage = new Outage(LOG, "CONSUMER_DOWN: no events are received");

    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stop = new CountDownLatch(0);
    private volatile @Nullable InboxReading reading;
    private long pruned = System.nanoTime();

    InboxConsumer(
            KafkaClients clients,
            String group,
            Set<Topic> topics,
            PartitionPlacement placement,
            DeniedTopics denied,
            BrokerView broker,
            RecordRetry records,
            InboxTable inbox,
            LetterTable letters,
            Traces traces,
            InboxMeters meters,
            MessagingProperties.Inbox settings) {
        this.clients = clients;
        this.group = group;
        this.topics = topics.stream().collect(Collectors.toMap(Topic::wireName, Function.identity()));
        this.placement = placement;
        this.denied = denied;
        this.broker = broker;
        this.records = records;
        this.inbox = inbox;
        this.letters = letters;
        this.traces = traces;
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
        InboxReading current = reading;
        return current == null ? 0 : current.assigned();
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
                reading = null;
                stop.await(RESTART.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consume() throws InterruptedException {
        Consumer<byte[], byte[]> consumer = clients.consumer(consumerSettings());
        try {
            InboxReading started =
                    new InboxReading(consumer, topics, placement, denied, records, meters, this::stopped);
            reading = started;
            started.run(this::answered);
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
                there = broker.partitions(topics.keySet()).topics().containsAll(topics.keySet());
            } catch (KafkaException e) {
                outage.failed(e);
            }
            if (!there) {
                stop.await(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void answered() {
        outage.over();
        pruneWhenDue();
    }

    private void pruneWhenDue() {
        long now = System.nanoTime();
        if (now - pruned >= PRUNE_INTERVAL.toNanos()) {
            pruned = now;
            try {
                inbox.prune(settings.keepReceived());
                letters.prune(settings.keepReceived());
                traces.prune(settings.keepReceived());
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
}
