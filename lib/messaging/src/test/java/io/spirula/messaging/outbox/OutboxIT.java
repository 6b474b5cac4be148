package io.spirula.messaging.outbox;

import static io.spirula.messaging.testing.TestWorld.jdbc;
import static io.spirula.messaging.testing.TestWorld.policyDeleted;
import static io.spirula.messaging.testing.TestWorld.transactions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.testing.FellowService;
import io.spirula.messaging.testing.TestWorld;
import io.spirula.sandbox.SharedSandbox;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.IllegalTransactionStateException;

class OutboxIT {

    private static final String TOPIC = "spirula.policy";
    private static final Duration SOON = Duration.ofSeconds(30);
    /** What arrives soon all the same was not found by looking. */
    private static final Map<String, String> LOOKS_ONLY_WHEN_TOLD =
            Map.of("spirula.messaging.outbox.poll-interval", "1h", "spirula.messaging.outbox.takeover-after", "4h");

    private final TestWorld world = new TestWorld();

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void aCommittedEventIsSentAtOnceInItsEnvelope() {
        var service = world.start(Service.SCHEDULER, LOOKS_ONLY_WHEN_TOLD);
        var others = world.fellow(Service.TRANSFER);
        append(service, policyDeleted("warm-up", 1));
        others.await(PolicyDeleted.class, event -> event.name().equals("warm-up"));
        UUID causation = UUID.randomUUID();
        for (int i = 0; i < 21; i++) {
            int before = others.records(TOPIC).size();
            String name = "policy-" + i;
            transactions(service)
                    .executeWithoutResult(status -> outbox(service).append(policyDeleted(name, 7), causation));
            await().atMost(SOON).until(() -> others.records(TOPIC).size() > before);
        }

        var record = records(others, "policy-0").get(0);
        assertThat(FellowService.header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(FellowService.header(record, "ce_id"))
                .isEqualTo(policyDeleted("policy-0", 7).eventId().toString());
        assertThat(FellowService.header(record, "ce_source")).isEqualTo("/spirula/test/scheduler-service");
        assertThat(FellowService.header(record, "ce_type")).isEqualTo("io.spirula.PolicyDeleted.v1");
        assertThat(FellowService.header(record, "ce_partitionkey")).isEqualTo("policy-0");
        assertThat(FellowService.header(record, "ce_sequence")).matches("\\d{20}");
        assertThat(FellowService.header(record, "ce_causationid")).isEqualTo(causation.toString());
        assertThat(FellowService.header(record, "content-type")).isEqualTo("application/json");
        assertThat(record.headers())
                .allMatch(
                        header -> header.key().startsWith("ce_") || header.key().equals("content-type"));
    }

    @Test
    void eventsOfAKeyArriveInTheOrderOfTheirCommitsWhoeverAppendsAndWhoeverRelays() throws Exception {
        var relaysFirst = world.start(Service.SCHEDULER, Map.of("spirula.messaging.outbox.batch", "7"));
        var others = world.fellow(Service.TRANSFER);
        append(relaysFirst, policyDeleted("warm-up", 1));
        others.await(PolicyDeleted.class, event -> event.name().equals("warm-up"));
        var one = world.start(Service.SCHEDULER, Map.of("spirula.messaging.outbox.batch", "7"));
        jdbc(one)
                .sql("CREATE TABLE revision (name text PRIMARY KEY, last bigint NOT NULL)")
                .update();
        jdbc(one).sql("INSERT INTO revision VALUES ('a', 0), ('b', 0)").update();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> appenders = new ArrayList<>();
            for (int appender = 0; appender < 4; appender++) {
                appenders.add(threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        appendNextRevisions(one, i % 2 == 0);
                    }
                }));
            }
            others.await(PolicyDeleted.class, event -> event.name().equals("a") && event.revision() > 20);
            relaysFirst.close();
            for (Future<?> appender : appenders) {
                appender.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        for (String name : List.of("a", "b")) {
            others.await(PolicyDeleted.class, event -> event.name().equals(name) && event.revision() == 200);
            assertThat(others.events(PolicyDeleted.class).stream()
                            .filter(event -> event.name().equals(name))
                            .map(PolicyDeleted::revision)
                            .distinct())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 200).boxed().toList());
        }
    }

    private static void appendNextRevisions(ConfigurableApplicationContext service, boolean forwards) {
        transactions(service).executeWithoutResult(status -> {
            long a = nextRevision(service, "a");
            long b = nextRevision(service, "b");
            outbox(service).append(forwards ? policyDeleted("a", a) : policyDeleted("b", b));
            outbox(service).append(forwards ? policyDeleted("b", b) : policyDeleted("a", a));
        });
    }

    private static long nextRevision(ConfigurableApplicationContext service, String name) {
        return jdbc(service)
                .sql("UPDATE revision SET last = last + 1 WHERE name = :name RETURNING last")
                .param("name", name)
                .query(Long.class)
                .single();
    }

    @Test
    void nothingIsToldOutsideATransactionOrForAnotherServiceOrAfterARollback() {
        var service = world.start(Service.SCHEDULER, Map.of());
        var others = world.fellow(Service.TRANSFER);
        assertThatThrownBy(() -> outbox(service).append(policyDeleted("a", 1)))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("OUTBOX_NEEDS_TRANSACTION");
        Event foreign = new LeaseReleased(
                new LeaseId(UUID.randomUUID()),
                TestWorld.cancelRequested(UUID.randomUUID()).lineage(),
                new CopyId(UUID.randomUUID()),
                Instant.EPOCH);
        assertThatThrownBy(() -> append(service, foreign))
                .isInstanceOf(RefusedEventException.class)
                .hasMessageContaining("only restore-service writes to spirula.restore");
        assertThatThrownBy(() -> append(service, policyDeleted("x".repeat(1_000_000), 1)))
                .isInstanceOf(RefusedEventException.class);
        transactions(service).executeWithoutResult(status -> {
            outbox(service).append(policyDeleted("rolled-back", 1));
            status.setRollbackOnly();
        });
        append(service, policyDeleted("committed", 1));
        others.await(PolicyDeleted.class, event -> event.name().equals("committed"));
        assertThat(jdbc(service)
                        .sql("SELECT record_key FROM outbox")
                        .query(String.class)
                        .list())
                .containsExactly("committed");
    }

    @Test
    void anEventAppendedTwiceIsPublishedOnceAndOneThatIsRepublishedComesLastUnderTheSameId() {
        var service = world.start(Service.SCHEDULER, Map.of());
        var others = world.fellow(Service.TRANSFER);
        append(service, policyDeleted("a", 1));
        append(service, policyDeleted("a", 1));
        append(service, policyDeleted("a", 2));
        others.await(PolicyDeleted.class, event -> event.revision() == 2);
        awaitAllPublished(service);
        transactions(service).executeWithoutResult(status -> outbox(service).republish(policyDeleted("a", 1)));
        await().atMost(SOON).until(() -> records(others, "a").size() == 3);
        assertThat(records(others, "a").stream().map(record -> FellowService.header(record, "ce_id")))
                .containsExactly(
                        policyDeleted("a", 1).eventId().toString(),
                        policyDeleted("a", 2).eventId().toString(),
                        policyDeleted("a", 1).eventId().toString());
        assertThat(records(others, "a").stream().map(record -> FellowService.header(record, "ce_sequence")))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aForgottenKeyEndsWithATombstoneAndMayBeginAnew() {
        var service = world.start(Service.SCHEDULER, Map.of());
        var others = world.fellow(Service.TRANSFER);
        append(service, policyDeleted("a", 1));
        transactions(service).executeWithoutResult(status -> {
            outbox(service).append(policyDeleted("a", 2));
            outbox(service).forget(Topic.POLICY, "a");
            outbox(service).append(policyDeleted("b", 1));
        });
        others.await(PolicyDeleted.class, event -> event.name().equals("b"));
        awaitAllPublished(service);
        append(service, policyDeleted("a", 3));
        transactions(service).executeWithoutResult(status -> outbox(service).forget(Topic.POLICY, "a"));
        await().atMost(SOON).until(() -> records(others, "a").size() == 5);

        assertThat(records(others, "a"))
                .extracting(record -> record.value() == null)
                .containsExactly(false, false, true, false, true);
        assertThat(records(others, "a").get(2).headers()).isEmpty();
    }

    @Test
    void nothingIsForgottenOnTopicsThatKeepEverythingOrAreAnothersOrOutsideATransaction() {
        var service = world.start(Service.SCHEDULER, Map.of());
        assertThatThrownBy(() -> outbox(service).forget(Topic.POLICY, "a"))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("OUTBOX_NEEDS_TRANSACTION");
        for (Topic topic : List.of(Topic.RUN, Topic.COPY)) {
            assertThatThrownBy(() -> transactions(service)
                            .executeWithoutResult(status -> outbox(service).forget(topic, "a")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(topic.wireName());
        }
    }

    @Test
    void eventsWaitWhileKafkaIsDownAndTheServiceGoesOn() {
        var service = world.start(Service.SCHEDULER, Map.of("spirula.messaging.outbox.send-timeout", "2s"));
        append(service, policyDeleted("before", 1));
        awaitAllPublished(service);
        SharedSandbox.kafka().stop();
        for (int i = 0; i < 20; i++) {
            append(service, policyDeleted("meanwhile", i));
        }
        assertThat(unpublished(service)).isEqualTo(20);
        SharedSandbox.kafka().start();
        var others = world.fellow(Service.TRANSFER);
        others.await(PolicyDeleted.class, event -> event.revision() == 19);
        assertThat(others.events(PolicyDeleted.class).stream()
                        .filter(event -> event.name().equals("meanwhile"))
                        .map(PolicyDeleted::revision)
                        .distinct())
                .containsExactlyElementsOf(LongStream.range(0, 20).boxed().toList());
        awaitAllPublished(service);
    }

    @Test
    void aCrashBetweenSendingAndMarkingPublishesAgainUnderTheSameId() throws Exception {
        var service = world.start(Service.SCHEDULER, Map.of());
        var others = world.fellow(Service.TRANSFER);
        append(service, policyDeleted("warm-up", 1));
        awaitAllPublished(service);
        stopRelay(service);
        append(service, policyDeleted("a", 1));
        try (RelaySession session = session(Duration.ofSeconds(10));
                RelayProducer producer = producer(service)) {
            assertThat(session.tryLock()).isTrue();
            producer.send(session.unpublished(10, Set.of()));
        }
        service.getBean(OutboxRelay.class).start();
        await().atMost(SOON).until(() -> records(others, "a").size() == 2);
        assertThat(records(others, "a").stream().map(record -> FellowService.header(record, "ce_id")))
                .containsOnly(policyDeleted("a", 1).eventId().toString());
        awaitAllPublished(service);
    }

    @Test
    void aRelayThatSleptThroughItsSuccessorsTakeoverCanSendNothingAnyMore() throws Exception {
        var service = world.start(Service.SCHEDULER, Map.of());
        append(service, policyDeleted("warm-up", 1));
        awaitAllPublished(service);
        stopRelay(service);
        append(service, policyDeleted("a", 1));
        try (RelaySession asleep = session(Duration.ofSeconds(2));
                RelayProducer stale = producer(service)) {
            assertThat(asleep.tryLock()).isTrue();
            List<RelaySession.Row> rows = asleep.unpublished(10, Set.of());
            assertThat(rows).hasSize(1);
            service.getBean(OutboxRelay.class).start();
            awaitAllPublished(service);
            assertThatThrownBy(() -> stale.send(rows)).isInstanceOf(KafkaException.class);
            assertThatThrownBy(() -> asleep.markPublished(rows)).isInstanceOf(SQLException.class);
        }
        var others = world.fellow(Service.TRANSFER);
        others.await(PolicyDeleted.class, event -> event.name().equals("a"));
        assertThat(records(others, "a")).hasSize(1);
    }

    @Test
    void aProducerWhoseClockIsHoursAheadIsHeardAndItsRecordsHaveTheTimeOfTheBroker() {
        var service = world.start(Service.SCHEDULER, Map.of());
        append(service, policyDeleted("warm-up", 1));
        awaitAllPublished(service);
        var ahead = world.fellow(Service.SCHEDULER);
        var event = ahead.record(policyDeleted("ahead", 1));
        Instant wrong = Instant.now().plus(Duration.ofHours(2));

        var taken = ahead.publish(new ProducerRecord<>(
                event.topic(), null, wrong.toEpochMilli(), event.key(), event.value(), event.headers()));

        assertThat(Instant.ofEpochMilli(taken.timestamp())).isBefore(wrong.minus(Duration.ofHours(1)));
    }

    @Test
    void aMissingTopicHoldsUpItsOwnEventsAndNoOthers() {
        // the first check makes the topics, and no other comes before the test ends: it alone makes the topic anew
        var service = world.start(
                Service.SCHEDULER,
                Map.of(
                        "spirula.messaging.topics.check-interval",
                        "1h",
                        "spirula.messaging.topics.retry-interval",
                        "5s"));
        var others = world.fellow(Service.TRANSFER);
        append(service, policyDeleted("warm-up", 1));
        var lost = TestWorld.cancelRequested(UUID.randomUUID());
        append(service, lost);
        awaitAllPublished(service);
        FellowService.deleteTopic(SharedSandbox.kafka().bootstrapServers(), Topic.COMMAND);

        var waiting = TestWorld.cancelRequested(UUID.randomUUID());
        append(service, waiting);
        append(service, policyDeleted("meanwhile", 1));
        append(service, policyDeleted("meanwhile", 2));
        others.await(PolicyDeleted.class, event -> event.name().equals("meanwhile") && event.revision() == 2);
        // they were read before the relay noted that it had sent them
        await("the one without a topic waits alone").atMost(SOON).until(() -> unpublished(service) == 1);

        world.fellow(Service.SCHEDULER).createTopics(Topic.COMMAND);
        awaitAllPublished(service);
        var late = world.fellow(Service.TRANSFER);
        late.await(CancelRequested.class, waiting::equals);
        late.await(CancelRequested.class, lost::equals);
    }

    @Test
    void eventsOfAMissingTopicAreNotLookedAtForThoseOfOthers() throws Exception {
        var service = world.start(Service.SCHEDULER, Map.of());
        stopRelay(service);
        jdbc(service).sql("""
                        INSERT INTO outbox (id, position, topic, record_key, sequence, type, created_at, payload)
                        SELECT gen_random_uuid(), nextval('outbox_position'), CASE WHEN n % 2000 = 0 THEN 'there' ELSE 'missing' END,
                               'key', n, 'type', now(), 'x'::bytea
                        FROM generate_series(1, 20000) n
                        """).update();
        jdbc(service).sql("ANALYZE outbox").update();
        long before = rowsRead(service);
        try (RelaySession session = session(Duration.ofSeconds(30))) {
            assertThat(session.unpublished(500, Set.of("missing")))
                    .hasSize(10)
                    .extracting(row -> row.event().topic())
                    .containsOnly("there");
            assertThat(session.unpublished(3, Set.of("missing")))
                    .extracting(RelaySession.Row::sequence)
                    .containsExactly(2_000L, 4_000L, 6_000L);
            assertThat(session.unpublished(500, Set.of("there", "missing"))).isEmpty();
            assertThat(session.unpublished(500, Set.of())).hasSize(500);
        }
        await("PostgreSQL to have counted the last ones, too")
                .atMost(SOON)
                .until(() -> rowsRead(service) - before >= 500);
        assertThat(rowsRead(service) - before).isLessThan(700);
    }

    private static long rowsRead(ConfigurableApplicationContext service) {
        return jdbc(service)
                .sql("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables"
                        + " WHERE relname = 'outbox' AND schemaname = current_schema()")
                .query(Long.class)
                .single();
    }

    @Test
    void aForgottenKeyGoesOnCountingWhereNoneOfItsEventsWasBefore() throws Exception {
        var service = world.start(Service.SCHEDULER, Map.of());
        var others = world.fellow(Service.TRANSFER);
        for (int i = 1; i <= 20; i++) {
            append(service, policyDeleted("a", i));
            append(service, policyDeleted("held", i));
        }
        awaitAllPublished(service);
        jdbc(service).sql("DELETE FROM outbox WHERE record_key = 'a'").update();
        try (RelaySession session = session(Duration.ofSeconds(10))) {
            session.pruneKeys();
        }
        assertThat(jdbc(service)
                        .sql("SELECT record_key FROM outbox_key")
                        .query(String.class)
                        .list())
                .containsExactly("held");

        append(service, policyDeleted("a", 21));
        append(service, policyDeleted("a", 22));
        await().atMost(SOON).until(() -> records(others, "a").size() == 22);
        assertThat(records(others, "a").stream().map(record -> FellowService.header(record, "ce_sequence")))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static void stopRelay(ConfigurableApplicationContext service) {
        service.getBean(OutboxRelay.class).stop();
    }

    private RelaySession session(Duration dropAfter) throws SQLException {
        var account = world.account();
        return RelaySession.open(
                () -> DriverManager.getConnection(account.url(), account.user(), account.password()), dropAfter);
    }

    private static RelayProducer producer(ConfigurableApplicationContext service) {
        return RelayProducer.open(
                service.getBean(KafkaClients.class),
                "spirula.scheduler-service.test.relay",
                "/spirula/test/scheduler-service",
                Duration.ofSeconds(5));
    }

    private static EventOutbox outbox(ConfigurableApplicationContext service) {
        return service.getBean(EventOutbox.class);
    }

    private static void append(ConfigurableApplicationContext service, Event event) {
        transactions(service).executeWithoutResult(status -> outbox(service).append(event));
    }

    private static void awaitAllPublished(ConfigurableApplicationContext service) {
        await().atMost(SOON).until(() -> unpublished(service) == 0);
    }

    private static int unpublished(ConfigurableApplicationContext service) {
        return jdbc(service)
                .sql("SELECT count(*) FROM outbox WHERE published_at IS NULL")
                .query(Integer.class)
                .single();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(FellowService fellow, String key) {
        return fellow.records(TOPIC).stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(key))
                .toList();
    }
}
