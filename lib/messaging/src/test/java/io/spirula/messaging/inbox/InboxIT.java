package io.spirula.messaging.inbox;

import static io.spirula.messaging.testing.TestWorld.cancelRequested;
import static io.spirula.messaging.testing.TestWorld.jdbc;
import static io.spirula.messaging.testing.TestWorld.policyDeleted;
import static io.spirula.messaging.testing.TestWorld.transactions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.LeaseRefused;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.testing.FellowService;
import io.spirula.messaging.testing.TestWorld;
import io.spirula.sandbox.SharedSandbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;

class InboxIT {

    private static final String COMMANDS = "spirula.command";
    private static final String DEAD_COMMANDS = "spirula.command.transfer-service.dlt";
    private static final Duration SOON = Duration.ofSeconds(40);

    private final TestWorld world = new TestWorld();

    @AfterEach
    void end() {
        world.close();
        Projection.FAILURES.clear();
    }

    /** Keeps what it was told, one row a telling. */
    @Configuration(proxyBeanMethods = false)
    static class Projection {

        /** How often handling of a run or policy fails, and how. */
        static final Map<String, Failing> FAILURES = new ConcurrentHashMap<>();

        record Failing(AtomicInteger times, RuntimeException failure) {}

        Projection(JdbcClient jdbc) {
            jdbc.sql("CREATE TABLE IF NOT EXISTS told (nr serial, key text, what text)")
                    .update();
        }

        @Bean
        EventHandler<CancelRequested> commands(JdbcClient jdbc) {
            return new Handler<>(CancelRequested.class, jdbc) {
                @Override
                String what(CancelRequested event) {
                    return event.run().toString();
                }
            };
        }

        @Bean
        EventHandler<PolicyDeleted> policies(JdbcClient jdbc) {
            return new Handler<>(PolicyDeleted.class, jdbc) {
                @Override
                String what(PolicyDeleted event) {
                    return Long.toString(event.revision());
                }
            };
        }

        @Bean
        TombstoneHandler tombstones(JdbcClient jdbc) {
            return new TombstoneHandler() {
                @Override
                public Topic topic() {
                    return Topic.POLICY;
                }

                @Override
                public void handle(String key) {
                    tell(jdbc, key, "tombstone");
                }
            };
        }

        static void tell(JdbcClient jdbc, String key, String what) {
            jdbc.sql("INSERT INTO told (key, what) VALUES (:key, :what)")
                    .param("key", key)
                    .param("what", what)
                    .update();
        }
    }

    abstract static class Handler<E extends Event> implements EventHandler<E> {

        private final Class<E> type;
        private final JdbcClient jdbc;

        Handler(Class<E> type, JdbcClient jdbc) {
            this.type = type;
            this.jdbc = jdbc;
        }

        abstract String what(E event);

        @Override
        public Class<E> eventClass() {
            return type;
        }

        @Override
        public void handle(ReceivedEvent<E> received) {
            String what = what(received.event());
            Projection.tell(jdbc, received.event().key(), what);
            Projection.Failing failing = Projection.FAILURES.get(what);
            if (failing != null && failing.times().decrementAndGet() >= 0) {
                throw failing.failure();
            }
        }
    }

    @Test
    void anEventThatComesTwiceIsHandledOnceAndTombstonesAreTold() {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        scheduler.publish(policyDeleted("a", 1));
        scheduler.publish(policyDeleted("a", 1));
        scheduler.publish(policyDeleted("a", 2));
        scheduler.publish(policyDeleted("a", 1));
        scheduler.publish(new ProducerRecord<>("spirula.policy", "a".getBytes(StandardCharsets.UTF_8), null));
        awaitTold(service, "a", "1", "2", "tombstone");
        assertThat(jdbc(service)
                        .sql("SELECT max(next_offset) FROM consumer_position WHERE topic = 'spirula.policy'")
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
    }

    @Test
    void recordsThatNobodyCanReadAreDeadLettersAndThePartitionGoesOn() {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        UUID lineage = UUID.randomUUID();
        CancelRequested good = cancelRequested(lineage);
        byte[] key = lineage.toString().getBytes(StandardCharsets.UTF_8);
        scheduler.publish(new ProducerRecord<>(COMMANDS, key, null));
        scheduler.publish(new ProducerRecord<>(COMMANDS, key, new byte[] {0, 1, 2}));
        scheduler.publish(spoiled(scheduler, key, "ce_type", "io.spirula.PolicyDeleted.v1"));
        scheduler.publish(spoiled(scheduler, key, "ce_type", "com.example.Anything"));
        scheduler.publish(spoiled(scheduler, key, "ce_id", "1-1-1-1-1"));
        scheduler.publish(spoiled(scheduler, key, "ce_time", "yesterday"));
        scheduler.publish(spoiled(scheduler, key, "content-type", "application/x-java-serialized-object"));
        scheduler.publish(spoiled(scheduler, key, "ce_specversion", "9"));
        ProducerRecord<byte[], byte[]> empty = scheduler.record(cancelRequested(lineage));
        scheduler.publish(
                new ProducerRecord<>(COMMANDS, null, key, "{}".getBytes(StandardCharsets.UTF_8), empty.headers()));
        String deep = "[".repeat(100_000);
        scheduler.publish(
                new ProducerRecord<>(COMMANDS, null, key, deep.getBytes(StandardCharsets.UTF_8), empty.headers()));
        ProducerRecord<byte[], byte[]> bomb = spoiled(scheduler, key, "ce_type", "io.spirula.NeverHeardOf.v1");
        for (int i = 0; i < 1_000; i++) {
            bomb.headers()
                    .add(
                            "spring_json_header_types",
                            "{\"a\":\"[[[[[Ljava.util.Timer;\"}".getBytes(StandardCharsets.UTF_8));
        }
        scheduler.publish(bomb);
        ProducerRecord<byte[], byte[]> liar = scheduler.record(good);
        liar.headers().remove("ce_sequence");
        liar.headers().add("ce_sequence", "9".repeat(500).getBytes(StandardCharsets.UTF_8));
        liar.headers().add("ce_traceparent", "\r\nforged".getBytes(StandardCharsets.UTF_8));
        scheduler.publish(liar);

        awaitTold(service, lineage.toString(), good.run().toString());
        await().atMost(SOON).until(() -> scheduler.records(DEAD_COMMANDS).size() == 11);
        List<ConsumerRecord<byte[], byte[]>> dead = scheduler.records(DEAD_COMMANDS);
        assertThat(dead.stream().map(record -> FellowService.header(record, "dlt_reason")))
                .containsExactly(
                        "NO_DATA",
                        "NO_CLOUD_EVENT",
                        "WRONG_TOPIC",
                        "UNKNOWN_TYPE",
                        "NO_ID",
                        "NO_CLOUD_EVENT",
                        "NO_JSON",
                        "NO_CLOUD_EVENT",
                        "MALFORMED_DATA",
                        "MALFORMED_DATA",
                        "UNKNOWN_TYPE");
        assertThat(dead.stream().map(record -> FellowService.header(record, "dlt_offset")))
                .containsExactlyElementsOf(
                        LongStream.range(0, 11).mapToObj(Long::toString).toList());
        assertThat(dead).allMatch(record -> COMMANDS.equals(FellowService.header(record, "dlt_topic")));
        assertThat(dead).allMatch(record -> Arrays.equals(record.key(), key));
        assertThat(dead.get(1).value()).isEqualTo(new byte[] {0, 1, 2});
    }

    static ProducerRecord<byte[], byte[]> spoiled(FellowService fellow, byte[] key, String header, String value) {
        ProducerRecord<byte[], byte[]> record = fellow.record(cancelRequested(UUID.randomUUID()));
        record.headers().remove(header);
        record.headers().add(header, value.getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(record.topic(), null, key, record.value(), record.headers());
    }

    @Test
    void whatPassesIsWaitedForAndWhatDoesNotIsPutAsideAfterAFewTries() {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        fail("1", 10, new CannotAcquireLockException("somebody else has it"));
        fail("2", 1_000_000, new IllegalStateException("a bug"));
        fail("3", 3, new IllegalStateException("a bug that went away"));
        scheduler.publish(policyDeleted("a", 1));
        scheduler.publish(policyDeleted("b", 2));
        scheduler.publish(policyDeleted("a", 3));
        scheduler.publish(policyDeleted("a", 4));
        awaitTold(service, "a", "1", "3", "4");
        await().atMost(SOON)
                .until(() ->
                        scheduler.records("spirula.policy.transfer-service.dlt").size() == 1);
        List<ConsumerRecord<byte[], byte[]>> dead = scheduler.records("spirula.policy.transfer-service.dlt");
        assertThat(FellowService.header(dead.get(0), "dlt_reason")).isEqualTo("HANDLER_FAILED");
        assertThat(FellowService.header(dead.get(0), "dlt_message")).contains("a bug");
        assertThat(FellowService.header(dead.get(0), "ce_id"))
                .isEqualTo(policyDeleted("b", 2).eventId().toString());
        assertThat(1_000_000 - Projection.FAILURES.get("2").times().get()).isEqualTo(4);
    }

    static void fail(String what, int times, RuntimeException failure) {
        Projection.FAILURES.put(what, new Projection.Failing(new AtomicInteger(times), failure));
    }

    @Test
    void aRecordIsNotSkippedWhileTheDeadLettersAreOutOfReach() throws Exception {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        scheduler.publish(policyDeleted("warm-up", 1));
        awaitTold(service, "warm-up", "1");
        setMaxMessageBytes(DEAD_COMMANDS, "10");
        UUID lineage = UUID.randomUUID();
        CancelRequested good = cancelRequested(lineage);
        byte[] key = lineage.toString().getBytes(StandardCharsets.UTF_8);
        scheduler.publish(new ProducerRecord<>(COMMANDS, key, "no event".getBytes(StandardCharsets.UTF_8)));
        scheduler.publish(good);
        scheduler.publish(policyDeleted("other-topic", 1));
        awaitTold(service, "other-topic", "1");
        assertThat(told(service, lineage.toString())).isEmpty();
        setMaxMessageBytes(DEAD_COMMANDS, "1200000");
        awaitTold(service, lineage.toString(), good.run().toString());
        assertThat(scheduler.records(DEAD_COMMANDS)).hasSize(1);
    }

    @Test
    void aRecordThatIsLargeOnceDecompressedIsPutAsideCut() {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        UUID lineage = UUID.randomUUID();
        CancelRequested good = cancelRequested(lineage);
        byte[] key = lineage.toString().getBytes(StandardCharsets.UTF_8);
        byte[] large = new byte[5 * 1024 * 1024];
        publishCompressed(new ProducerRecord<>(COMMANDS, key, large));
        scheduler.publish(good);
        awaitTold(service, lineage.toString(), good.run().toString());
        await().atMost(SOON).until(() -> scheduler.records(DEAD_COMMANDS).size() == 1);
        ConsumerRecord<byte[], byte[]> dead = scheduler.records(DEAD_COMMANDS).get(0);
        assertThat(FellowService.header(dead, "dlt_value_size")).isEqualTo(Integer.toString(large.length));
        assertThat(dead.value()).hasSize(544 * 1024);
        assertThat(dead.key()).isEqualTo(key);
    }

    private static void publishCompressed(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                SharedSandbox.kafka().bootstrapServers(),
                "compression.type",
                "gzip",
                "max.request.size",
                8 * 1024 * 1024);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThat(producer.send(record)).succeedsWithin(SOON);
        }
    }

    private static void setMaxMessageBytes(String topic, String bytes) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", SharedSandbox.kafka().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    @Test
    void aDatabaseRestoredFromABackupReadsAgainWhatItMissed() {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        for (int revision = 1; revision <= 3; revision++) {
            scheduler.publish(policyDeleted("a", revision));
        }
        awaitTold(service, "a", "1", "2", "3");
        service.close();
        var restored = world.start(Service.RESTORE, Map.of(), NoHandlers.class);
        jdbc(restored)
                .sql("UPDATE consumer_position SET next_offset = 1 WHERE topic = 'spirula.policy' AND next_offset = 3")
                .update();
        jdbc(restored)
                .sql("DELETE FROM inbox WHERE event_id <> :first")
                .param("first", policyDeleted("a", 1).eventId())
                .update();
        jdbc(restored).sql("DELETE FROM told WHERE what <> '1'").update();
        restored.close();
        var again = start();
        awaitTold(again, "a", "1", "2", "3");
    }

    @Test
    void aDatabaseThatIsSetBackUnderARunningServiceReadsAgainWhatItMissed() {
        var service = start();
        var catchUp = service.getBean(CatchUp.class);
        var scheduler = world.fellow(Service.SCHEDULER);
        for (int revision = 1; revision <= 3; revision++) {
            scheduler.publish(policyDeleted("a", revision));
        }
        awaitTold(service, "a", "1", "2", "3");
        await().atMost(SOON).until(catchUp::isComplete);
        transactions(service).executeWithoutResult(status -> {
            assertThat(jdbc(service)
                            .sql("UPDATE consumer_position SET next_offset = 1"
                                    + " WHERE topic = 'spirula.policy' AND next_offset = 3")
                            .update())
                    .isOne();
            jdbc(service)
                    .sql("DELETE FROM inbox WHERE event_id <> :first")
                    .param("first", policyDeleted("a", 1).eventId())
                    .update();
            jdbc(service).sql("DELETE FROM told WHERE what <> '1'").update();
            assertThat(catchUp.isComplete())
                    .as("whoever would delete something now is told")
                    .isFalse();
        });
        scheduler.publish(policyDeleted("a", 4));
        awaitTold(service, "a", "1", "2", "3", "4");
        await().atMost(SOON).until(catchUp::isComplete);
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnWord {

        @Bean
        EventHandler<LeaseRefused> refusals(JdbcClient jdbc) {
            return new Handler<>(LeaseRefused.class, jdbc) {
                @Override
                String what(LeaseRefused event) {
                    return event.lease().toString();
                }
            };
        }
    }

    @Test
    void whatAServiceToldItselfIsReadBeforeWhatOthersMadeOfIt() {
        world.start(Service.TRANSFER, Map.of(), Projection.class, OwnWord.class).close();
        LeaseRefused own = new LeaseRefused(
                new LeaseId(UUID.randomUUID()),
                new LineageId(UUID.randomUUID()),
                new CopyId(UUID.randomUUID()),
                new Reason("FOR_A_TEST", "it was refused"),
                Instant.parse("2026-11-22T20:00:00Z"));
        fail(own.lease().toString(), 10, new CannotAcquireLockException("somebody else has it"));
        world.fellow(Service.SCHEDULER).publish(policyDeleted("a", 1));
        world.fellow(Service.TRANSFER).publish(own);

        var service = world.start(Service.TRANSFER, Map.of(), Projection.class, OwnWord.class);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(jdbc(service)
                                .sql("SELECT what FROM told ORDER BY nr")
                                .query(String.class)
                                .list())
                        .containsExactly(own.lease().toString(), "1"));
        await().atMost(SOON).until(service.getBean(CatchUp.class)::isComplete);
    }

    @Test
    void theEndOfATransactionIsReadByGoingPastIt() {
        var service = start();
        publishInTransaction(world.fellow(Service.SCHEDULER).record(policyDeleted("a", 1)));
        awaitTold(service, "a", "1");
        service.close();
        var again = start();
        await().atMost(SOON).until(again.getBean(CatchUp.class)::isComplete);
    }

    @Configuration(proxyBeanMethods = false)
    static class NoHandlers {}

    @Test
    void aTopicThatWasDeletedAndMadeAgainIsReadFromItsBeginning() throws Exception {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        for (int revision = 1; revision <= 3; revision++) {
            scheduler.publish(policyDeleted("a", revision));
        }
        awaitTold(service, "a", "1", "2", "3");
        Admin admin = service.getBean(KafkaClients.class).admin();
        admin.deleteTopics(Set.of("spirula.policy")).all().get();
        await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains("spirula.policy"));
        scheduler.createTopics(Topic.POLICY);
        for (int revision = 10; revision <= 19; revision++) {
            scheduler.publish(policyDeleted("a", revision));
        }
        awaitTold(service, "a", "1", "2", "3", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19");
    }

    @Test
    void aProjectionIsRebuiltFromTheBeginningWhileTheServiceRuns() {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        for (int revision = 1; revision <= 3; revision++) {
            scheduler.publish(policyDeleted("a", revision));
        }
        awaitTold(service, "a", "1", "2", "3");
        transactions(service).executeWithoutResult(status -> {
            jdbc(service).sql("DELETE FROM told").update();
            service.getBean(Replay.class).fromBeginning(Set.of(Topic.POLICY));
            assertThat(service.getBean(ReadAgain.class).isUnderWay(Topic.POLICY))
                    .isTrue();
        });
        awaitTold(service, "a", "1", "2", "3");
        assertThat(service.getBean(ReadAgain.class).isUnderWay(Topic.POLICY))
                .as("all that had been read is read again")
                .isFalse();
        scheduler.publish(policyDeleted("a", 4));
        awaitTold(service, "a", "1", "2", "3", "4");
    }

    @Test
    void eventsWaitWhileTheDatabaseIsDown() {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        scheduler.publish(policyDeleted("a", 1));
        awaitTold(service, "a", "1");
        SharedSandbox.postgres().stop();
        scheduler.publish(policyDeleted("a", 2));
        scheduler.publish(policyDeleted("a", 3));
        SharedSandbox.postgres().start();
        awaitTold(service, "a", "1", "2", "3");
        assertThat(scheduler.records("spirula.policy.transfer-service.dlt")).isEmpty();
    }

    @Test
    void kafkaIsToldHowFarPartitionsAreReadAlsoPastTheMarkersOfTransactions() {
        var service = start();
        var scheduler = world.fellow(Service.SCHEDULER);
        scheduler.publish(policyDeleted("a", 1));
        awaitTold(service, "a", "1");
        publishInTransaction(scheduler.record(policyDeleted("a", 2)));
        awaitTold(service, "a", "1", "2");
        Admin admin = service.getBean(KafkaClients.class).admin();
        await("lag of none").atMost(SOON).untilAsserted(() -> {
            var told = admin.listConsumerGroupOffsets("spirula.transfer-service")
                    .partitionsToOffsetAndMetadata()
                    .get();
            var ends = admin.listOffsets(told.keySet().stream()
                            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                    .all()
                    .get();
            assertThat(told.keySet().stream()
                            .filter(partition -> partition.topic().equals("spirula.policy")))
                    .hasSize(4);
            assertThat(told)
                    .allSatisfy((partition, offset) -> assertThat(offset.offset())
                            .isEqualTo(ends.get(partition).offset()));
        });
    }

    private static void publishInTransaction(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SharedSandbox.kafka().bootstrapServers(), "transactional.id", "inbox-it");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            assertThat(producer.send(record)).succeedsWithin(SOON);
            producer.commitTransaction();
        }
    }

    @Test
    void aReaderThatWasOvertakenTakesNothingMore() {
        var service = start();
        PositionTable positions = service.getBean(PositionTable.class);
        TopicPartition partition = new TopicPartition("spirula.policy", 99);
        Cursor cursor = new Cursor("id", 0, 5);
        positions.place(partition, 0, "id", 5);
        positions.advance(partition, cursor, 6);
        positions.advance(partition, cursor.at(6), 10);
        assertThatThrownBy(() -> positions.advance(partition, cursor.at(9), 11))
                .isInstanceOf(PositionMovedException.class);
        positions.place(partition, 0, "id", 7);
        assertThatThrownBy(() -> positions.advance(partition, cursor.at(10), 11))
                .as("what lies between was forgotten")
                .isInstanceOf(PositionMovedException.class);
        positions.reset(Set.of("spirula.policy"));
        assertThatThrownBy(() -> positions.advance(partition, cursor.at(7), 8))
                .isInstanceOf(PositionMovedException.class);
        assertThat(positions.find(partition)).contains(new StoredPosition("id", 0, 1));
        assertThat(positions.place(partition, 0, "id", 10)).isFalse();
    }

    private ConfigurableApplicationContext start() {
        return world.start(Service.TRANSFER, Map.of(), Projection.class);
    }

    static void awaitTold(ConfigurableApplicationContext service, String key, String... what) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(told(service, key)).containsExactly(what));
    }

    static List<String> told(ConfigurableApplicationContext service, String key) {
        return jdbc(service)
                .sql("SELECT what FROM told WHERE key = :key ORDER BY nr")
                .param("key", key)
                .query(String.class)
                .list();
    }
}
