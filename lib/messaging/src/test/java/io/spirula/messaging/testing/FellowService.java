package io.spirula.messaging.testing;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.Origin;
import io.spirula.messaging.wire.Incoming;
import io.spirula.messaging.wire.OutgoingEvent;
import io.spirula.messaging.wire.RecordDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Another service, as a test plays it: it publishes events the way that service would and sees everything that is on the
 * topics, from their beginning. Safe for use by many threads.
 */
public final class FellowService implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PARTITIONS = 4;

    private final EventJson json = new EventJson();
    private final RecordDecoder decoder = new RecordDecoder(json);
    private final String source;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<ConsumerRecord<byte[], byte[]>> records = new CopyOnWriteArrayList<>();
    /** Who waits looks at all of them again and again. */
    private final Map<ConsumerRecord<byte[], byte[]>, Optional<Event>> decoded = new ConcurrentHashMap<>();

    private final Thread reader;
    private volatile boolean closed;

    public FellowService(String bootstrapServers, Service service) {
        source = new Origin("test", service).source();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "max.block.ms",
                LIMIT.toMillis(),
                "metadata.max.age.ms",
                500,
                "reconnect.backoff.max.ms",
                500);
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "reconnect.backoff.max.ms", 500));
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        reader = new Thread(() -> read(bootstrapServers), "fellow-" + service.wireName());
        reader.setDaemon(true);
        reader.start();
    }

    /** Makes topics that no service of the test makes. */
    public void createTopics(Topic... topics) {
        createTopics(Arrays.stream(topics)
                .map(topic -> new NewTopic(topic.wireName(), PARTITIONS, (short) 1)
                        .configs(Map.of("cleanup.policy", topic.compacted() ? "compact" : "delete")))
                .toList());
    }

    private void createTopics(List<NewTopic> topics) {
        await(admin.createTopics(topics).all()::get);
    }

    /** Removes all topics of Spirula, for a test that starts anew. */
    public static void deleteTopics(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Set<String> ours = await(admin.listTopics().names()::get).stream()
                    .filter(name -> name.startsWith("spirula."))
                    .collect(Collectors.toSet());
            delete(admin, ours);
        }
    }

    /** Removes one topic. */
    public static void deleteTopic(String bootstrapServers, Topic topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            delete(admin, Set.of(topic.wireName()));
        }
    }

    private static void delete(Admin admin, Set<String> topics) {
        await(admin.deleteTopics(topics).all()::get);
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> await(admin.listTopics().names()::get).stream().noneMatch(topics::contains));
    }

    /** Returns when Kafka has it. Publishing twice is allowed, as in life. */
    public RecordMetadata publish(Event event) {
        return publish(
                OutgoingEvent.of(event, null, Clock.systemUTC().instant(), json).record(source, 0));
    }

    /** Any bytes. */
    public RecordMetadata publish(ProducerRecord<byte[], byte[]> record) {
        return await(producer.send(record)::get);
    }

    /** A record as the event's producer would send it, to be spoiled. */
    public ProducerRecord<byte[], byte[]> record(Event event) {
        return OutgoingEvent.of(event, null, Clock.systemUTC().instant(), json).record(source, 0);
    }

    /** Everything so far, in order within each partition. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return records.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    /** The events of a type so far, in order within each partition. */
    public <E extends Event> List<E> events(Class<E> type) {
        return received(type).toList();
    }

    /** The first event that is as it should be, waited for up to 30 s. */
    public <E extends Event> E await(Class<E> type, Predicate<E> wanted) {
        return Objects.requireNonNull(Awaitility.await(type.getSimpleName())
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> received(type).filter(wanted).findFirst().orElse(null), Objects::nonNull));
    }

    private <E extends Event> Stream<E> received(Class<E> type) {
        return records.stream()
                .flatMap(record -> decoded.computeIfAbsent(record, this::decode).stream())
                .filter(type::isInstance)
                .map(type::cast);
    }

    private Optional<Event> decode(ConsumerRecord<byte[], byte[]> record) {
        return topic(record.topic()).stream()
                .map(topic -> decoder.decode(topic, record))
                .filter(Incoming.Known.class::isInstance)
                .map(incoming -> ((Incoming.Known) incoming).event())
                .findFirst();
    }

    private static List<Topic> topic(String name) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.wireName().equals(name))
                .toList();
    }

    /** A header as text; null when it is not there. */
    public static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void read(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "fellow-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                // what it reads already goes on when topics come: by another strategy it would be read again from its
                // beginning
                "partition.assignment.strategy",
                CooperativeStickyAssignor.class.getName(),
                "allow.auto.create.topics",
                false,
                "metadata.max.age.ms",
                300,
                "reconnect.backoff.max.ms",
                500,
                "fetch.max.wait.ms",
                100);
        var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.subscribe(Pattern.compile("spirula\\..*"));
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    @Override
    public void close() {
        closed = true;
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
        try {
            reader.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Waiting<T> {
        T get() throws InterruptedException, ExecutionException;
    }

    private static <T> T await(Waiting<T> waiting) {
        try {
            return waiting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
