package io.spirula.scheduler.live;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.MalformedEventException;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.messaging.kafka.Outage;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Reads the ends of all topics into the feed. Every instance reads all of them for itself, outside of any consumer group,
 * and remembers no positions: what it misses while it is away nobody watched. While the database cannot say whose an event is,
 * that event and those after it wait.
 */
@Component
class EventTail implements BackgroundLoop {

    private static final Logger log = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK_FOR_TOPICS = Duration.ofSeconds(5);
    private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Set<Topic> HIDDEN =
            Set.of(Topic.QUERY, Topic.SNAPSHOT_ANSWER, Topic.TRANSFER_ANSWER, Topic.RESTORE_ANSWER);

    private final Source source;
    private final LiveFeed feed;
    private final EventJson json;
    private final EventOwners owners;
    private final Clock clock;
    private final int buffer;
    private final Outage kafka = new Outage(log, "LIVE_EVENTS_UNREAD: live events cannot be read from Kafka");
    private final Outage database =
            new Outage(log, "LIVE_EVENTS_WAIT: the database does not say which tenants live events belong to");
    private final Object monitor = new Object();
    private @Nullable Thread thread;
    private @Nullable Consumer<byte[], byte[]> reading;

    EventTail(
            Source source,
            LiveFeed feed,
            EventJson json,
            EventOwners owners,
            Clock clock,
            SchedulerProperties properties) {
        this.source = source;
        this.feed = feed;
        this.json = json;
        this.owners = owners;
        this.clock = clock;
        this.buffer = properties.live().buffer();
    }

    /** Makes consumers that join no group and commit nothing. */
    interface Source {

        Consumer<byte[], byte[]> create();
    }

    @Override
    public String loopName() {
        return "event-tail";
    }

    @Override
    public void start() {
        synchronized (monitor) {
            Thread started = new Thread(this::run, "event-tail");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    @Override
    public void stop() {
        synchronized (monitor) {
            thread = null;
            if (reading != null) {
                reading.wakeup();
            }
            monitor.notifyAll();
        }
    }

    @Override
    public boolean isRunning() {
        synchronized (monitor) {
            return thread != null && thread.isAlive();
        }
    }

    private void run() {
        while (isRunning()) {
            try (Consumer<byte[], byte[]> consumer = source.create()) {
                synchronized (monitor) {
                    reading = consumer;
                }
                read(consumer);
            } catch (WakeupException e) {
                log.debug("Told to stop", e);
            } catch (RuntimeException | Error e) {
                kafka.failed(e);
                rest();
            } finally {
                synchronized (monitor) {
                    reading = null;
                }
            }
        }
    }

    private void rest() {
        synchronized (monitor) {
            try {
                if (thread != null) {
                    monitor.wait(REST_AFTER_FAILURE.toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                thread = null;
            }
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        boolean first = true;
        Instant lookAgain = Instant.MIN;
        while (isRunning()) {
            if (!clock.instant().isBefore(lookAgain)) {
                first = !assign(consumer, first) && first;
                lookAgain = clock.instant().plus(LOOK_FOR_TOPICS);
            }
            if (first) {
                rest();
                continue;
            }
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            kafka.over();
            publish(consumer, polled);
        }
    }

    private void publish(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
        Map<TopicPartition, Long> next = new HashMap<>();
        polled.partitions()
                .forEach(partition ->
                        next.put(partition, polled.records(partition).get(0).offset()));
        try {
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                publish(record);
                next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
            if (!polled.isEmpty()) {
                database.over();
            }
        } catch (DataAccessException | TransactionException e) {
            database.failed(e);
            next.forEach(consumer::seek);
            rest();
        }
    }

    /** Takes on partitions that are new: their last records at first, all of them when they come later. */
    private boolean assign(Consumer<byte[], byte[]> consumer, boolean first) {
        Set<String> shown = Stream.of(Topic.values())
                .filter(topic -> !HIDDEN.contains(topic))
                .map(Topic::wireName)
                .collect(Collectors.toSet());
        Map<String, ?> present = consumer.listTopics();
        Set<TopicPartition> all = new HashSet<>(consumer.assignment());
        List<TopicPartition> added = new ArrayList<>();
        shown.stream()
                .filter(present::containsKey)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .filter(all::add)
                .forEach(added::add);
        if (!added.isEmpty()) {
            consumer.assign(all);
            seek(consumer, added, first);
        }
        return !all.isEmpty();
    }

    private void seek(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> added, boolean first) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(added);
        Map<TopicPartition, Long> ends = consumer.endOffsets(added);
        long share = Math.max(1, buffer / added.size());
        added.forEach(partition -> {
            long begin = begins.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, begin);
            consumer.seek(partition, first ? Math.max(begin, end - share) : begin);
        });
    }

    private void publish(ConsumerRecord<byte[], byte[]> record) {
        try {
            decode(record).ifPresent(feed::publish);
        } catch (MalformedEventException | IllegalArgumentException | DateTimeException e) {
            log.debug("Not shown: record {} of {}", record.offset(), record.topic(), e);
        }
    }

    private Optional<LiveEvent> decode(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        Optional<EventType> type = header(record, "ce_type").flatMap(EventType::ofWireName);
        Optional<UUID> id = header(record, "ce_id").map(UUID::fromString);
        if (value == null || type.isEmpty() || id.isEmpty()) {
            return Optional.empty();
        }
        Instant time = header(record, "ce_time")
                .map(text -> OffsetDateTime.parse(text).toInstant())
                .orElseGet(() -> Instant.ofEpochMilli(record.timestamp()));
        Event event = json.read(type.get(), value);
        return Optional.of(LiveEvent.of(id.get(), time, event, owners.of(event)));
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return Optional.ofNullable(header).map(Header::value).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
