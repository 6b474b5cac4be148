package io.spirula.e2e;

import static io.spirula.e2e.Letters.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What no service can take, and what one fails to handle, is put aside; an operator sees it and decides. */
@Tag("nightly")
class DeadLetterIT {

    private static final String COMMANDS = "spirula.command";
    private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;
    private static final int REFUSED = 4;

    /** No other scenario is to find in its topics what this one puts there. */
    private static final World WORLD = World.ofItsOwn();

    private final Letters letters = new Letters(Terminal.of(WORLD));
    private final Tables tables = new Tables(WORLD.sandbox().postgres());
    private final String bug = World.unique("bug").replace('-', '_');

    @AfterAll
    static void closeTheWorld() {
        WORLD.close();
    }

    @AfterEach
    void mend() throws SQLException {
        for (ServiceKind kind : ServiceKind.values()) {
            execute("DROP FUNCTION IF EXISTS %s.%s() CASCADE".formatted(kind.schema(), bug));
        }
    }

    @Test
    void whatNobodyCanReadIsPutAsideByEachServiceAndHoldsUpNothing() {
        Disk disk = Disk.create(WORLD, "", 8 << 20).protect();
        byte[] key = lineage(disk).getBytes(StandardCharsets.UTF_8);

        int sent = sendPoison(key);

        await("all of it was put aside by somebody, and something by everybody")
                .atMost(SOON)
                .untilAsserted(() -> {
                    List<JsonNode> aside = poisonOf(disk);
                    assertThat(aside.stream().map(DeadLetterIT::origin).distinct())
                            .hasSize(sent);
                    assertThat(aside)
                            .extracting(letter -> letter.get("service").asString())
                            .contains(services());
                });
        disk.assertPointEqualsSource(disk.backup());
        assertThat(letters.succeed("dlt", "ls"))
                .contains("NO_CLOUD_EVENT")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
        List<JsonNode> aside = poisonOf(disk);
        for (JsonNode letter : aside) {
            assertThat(letters.succeed("dlt", "show", Letters.id(letter)))
                    .contains("It can only be discarded.")
                    .doesNotContain("\u001b")
                    .doesNotContain("\u202e");
        }
        assertThat(letters.terminal()
                        .type("dlt", "replay", Letters.id(aside.get(0)))
                        .exit())
                .isEqualTo(REFUSED);

        aside.forEach(letters::discard);

        await("none is open any more")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(poisonOf(disk)).isEmpty());
        disk.assertReplicaEqualsSource(2);
        new LeakCheck(WORLD).passWholly(disk);
        disk.unprotect();
    }

    @Test
    void whatANewerVersionWillUnderstandHoldsUpLaterCommandsForTheImageUntilItIsGivenUp() {
        Disk disk = Disk.create(WORLD, "", 8 << 20).protect();
        JsonNode point = disk.backup();
        byte[] key = lineage(disk).getBytes(StandardCharsets.UTF_8);
        send(event(COMMANDS, key, "{}", "RestoreRequested.v2"));
        JsonNode newer = letters.awaitOne("restore-service", lineage(disk), "UNKNOWN_VERSION");
        JsonNode alsoNewer = letters.awaitOne("transfer-service", lineage(disk), "UNKNOWN_VERSION");
        JsonNode newerThanItself = letters.awaitOne("scheduler-service", lineage(disk), "UNKNOWN_VERSION");
        disk.backup();
        assertThat(letters.open(letter -> letter.get("key").asString("").equals(lineage(disk))))
                .as("letters of those who take such commands")
                .hasSize(3);

        Restoring restoring = Restoring.start(disk, point);

        JsonNode waiting = letters.awaitOne("restore-service", lineage(disk), "WAITS");
        assertThat(waiting.get("behind")).isEqualTo(newer.get("id"));
        letters.discard(newer);
        letters.discard(alsoNewer);
        letters.discard(newerThanItself);
        restoring.awaitCompleted();
        restoring.remove();
        letters.awaitState(waiting, "replayed");
        new LeakCheck(WORLD).pass(1, disk);
        disk.unprotect();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void whatAServiceFailsToHandleIsHandledOnceItCanAndLaterEventsOfItsKeyFollowInOrder(ServiceKind kind)
            throws Exception {
        Disk disk = Disk.create(WORLD, "", 8 << 20).protect();
        disk.fill(4 << 20, 1);
        JsonNode point = disk.backup();
        breakHandlingOf(disk, kind);
        Restoring restoring = kind == ServiceKind.RESTORE ? Restoring.start(disk, point) : null;
        String run = kind == ServiceKind.RESTORE ? null : disk.startBackup();
        JsonNode failed = awaitFailed(disk, kind);
        ConsumerRecord<byte[], byte[]> record = read(failed);
        send(new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value(), record.headers()));
        String bystander = World.unique("bystander");
        send(new ProducerRecord<>(
                record.topic(), record.partition(), bystander.getBytes(StandardCharsets.UTF_8), new byte[] {'{'}));

        letters.awaitOne(kind.module(), bystander, "NO_CLOUD_EVENT");
        List<JsonNode> waiting = letters.open(letter -> letter.path("behind").equals(failed.get("id")));
        assertThat(waiting).isNotEmpty().allSatisfy(letter -> {
            assertThat(letter.at("/reason/code").asString()).isEqualTo("WAITS");
            assertThat(letter.get("offset").asLong())
                    .isGreaterThan(failed.get("offset").asLong());
        });
        assertThat(letters.succeed("dlt", "ls"))
                .contains("HANDLER_FAILED", "behind " + Letters.id(failed).substring(0, 8));
        assertThat(metric(kind, "spirula_dead_letters")).isGreaterThanOrEqualTo(2 + waiting.size());
        assertThat(metric(kind, "spirula_dead_letters_oldest_age_seconds")).isPositive();
        assertThat(letters.terminal()
                        .type("dlt", "replay", Letters.id(waiting.get(0)))
                        .exit())
                .isEqualTo(REFUSED);

        handlingFailsWith(kind, "another bug");
        letters.replay(failed);
        await("it fails again, and says so")
                .atMost(SOON)
                .until(
                        () -> letters.again(failed),
                        letter -> letter.at("/reason/text").asString().contains("another bug")
                                && !letter.get("asked").asBoolean()
                                && letter.get("state").asString().equals("open"));
        mend();
        letters.replay(failed);

        if (restoring == null) {
            disk.assertPointEqualsSource(disk.awaitCompleted(Objects.requireNonNull(run)));
        } else {
            restoring.awaitCompleted();
            restoring.remove();
        }
        letters.awaitState(failed, "replayed");
        waiting.forEach(letter -> letters.awaitState(letter, "replayed"));
        // whoever else reads the topic has put it aside, too
        letters.open(letter -> letter.get("key").asString("").equals(bystander)).forEach(letters::discard);
        await("nothing is left").atMost(SOON).untilAsserted(() -> {
            assertThat(letters.open(letter -> letter.get("service").asString().equals(kind.module())))
                    .isEmpty();
            assertThat(metric(kind, "spirula_dead_letters")).isZero();
            assertThat(metric(kind, "spirula_dead_letters_oldest_age_seconds")).isZero();
        });
        new LeakCheck(WORLD).pass(2, disk);
        disk.unprotect();
    }

    /** Copies of the scheduler are keyed by themselves, all else by the lineage. */
    private JsonNode awaitFailed(Disk disk, ServiceKind kind) {
        return await("%s fails to handle an event of %s".formatted(kind.module(), disk.ref()))
                .atMost(SOON)
                .until(
                        () -> letters.open(
                                letter -> letter.get("service").asString().equals(kind.module())
                                        && letter.at("/reason/code").asString().equals("HANDLER_FAILED")),
                        found -> found.size() == 1)
                .get(0);
    }

    /** Returns how many records it sent, each of which somebody must put aside. */
    private int sendPoison(byte[] key) {
        List<ProducerRecord<byte[], byte[]>> poison = new ArrayList<>();
        Map.of(
                        COMMANDS,
                        "CancelRequested.v1",
                        "spirula.snapshot",
                        "SnapshotPruned.v1",
                        "spirula.transfer",
                        "LeaseGranted.v1")
                .forEach((topic, type) -> {
                    ProducerRecord<byte[], byte[]> hostile = event(topic, key, "[\"\\u0000\"]", type);
                    hostile.headers()
                            .add("\u001b[2J", new byte[] {0, (byte) 0xff})
                            .add("spring_json_header_types", new byte[4_000]);
                    ProducerRecord<byte[], byte[]> foreign = event(topic, key, "{}", type);
                    foreign.headers()
                            .remove("ce_type")
                            .add("ce_type", "com.example.Anything".getBytes(StandardCharsets.UTF_8));
                    poison.addAll(List.of(
                            event(topic, key, "{}", "NeverHeardOf.v1"),
                            new ProducerRecord<>(
                                    topic, key, "\u001b]0;owned\u0007 \u202e no JSON".getBytes(StandardCharsets.UTF_8)),
                            event(topic, key, "{\"half\":", type),
                            event(topic, key, "{}", type),
                            new ProducerRecord<>(topic, key, null),
                            hostile,
                            foreign,
                            new ProducerRecord<>(topic, key, new byte[FIVE_MEGABYTES])));
                });
        poison.forEach(this::send);
        return poison.size();
    }

    private static ProducerRecord<byte[], byte[]> event(String topic, byte[] key, String json, String type) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, json.getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "00000000-0000-4000-8000-000000000000",
                        "ce_source", "/nobody",
                        "ce_type", "io.spirula." + type,
                        "content-type", "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** It compresses, so that the broker takes what its consumers then find far too large. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                WORLD.sandbox().kafka().bootstrapServers(),
                "compression.type",
                "gzip",
                "max.request.size",
                2 * FIVE_MEGABYTES);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThat(producer.send(record)).succeedsWithin(SOON);
        }
    }

    private ConsumerRecord<byte[], byte[]> read(JsonNode letter) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", WORLD.sandbox().kafka().bootstrapServers());
        TopicPartition partition = new TopicPartition(
                letter.get("topic").asString(), letter.get("partition").asInt());
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, letter.get("offset").asLong());
            return await().atMost(SOON)
                    .until(() -> consumer.poll(Duration.ofMillis(200)).records(partition), found -> !found.isEmpty())
                    .get(0);
        }
    }

    /** The table that the service's handler writes to refuses rows of this disk. */
    private void breakHandlingOf(Disk disk, ServiceKind kind) throws SQLException {
        String schema = kind.schema();
        String lineage = lineage(disk);
        String trigger = switch (kind) {
            case SCHEDULER -> "copy FOR EACH ROW WHEN (NEW.lineage = '%s')";
            case SNAPSHOT -> "backup_run FOR EACH ROW WHEN (NEW.request::text LIKE '%%%s%%')";
            case TRANSFER -> "copy FOR EACH ROW WHEN (NEW.lineage = '%s')";
            case RESTORE -> "restore FOR EACH ROW WHEN (NEW.request::text LIKE '%%%s%%')";
        };
        handlingFailsWith(kind, "a bug");
        execute("CREATE TRIGGER %s AFTER INSERT ON %s.%s EXECUTE FUNCTION %s.%s()"
                .formatted(bug, schema, trigger.formatted(lineage), schema, bug));
    }

    private void handlingFailsWith(ServiceKind kind, String message) throws SQLException {
        execute(
                "CREATE OR REPLACE FUNCTION %s.%s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%s'; END $$"
                        .formatted(kind.schema(), bug, message));
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = tables.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private List<JsonNode> poisonOf(Disk disk) {
        return letters.open(letter -> letter.get("key").asString("").equals(lineage(disk))
                && !letter.get("replayable").asBoolean());
    }

    private static String origin(JsonNode letter) {
        return letter.get("topic").asString() + " " + letter.get("partition") + " " + letter.get("offset");
    }

    private static String[] services() {
        return Arrays.stream(ServiceKind.values()).map(ServiceKind::module).toArray(String[]::new);
    }

    private double metric(ServiceKind kind, String name) {
        return new Metric(WORLD.sandbox().service(kind), name).value();
    }

    private static String lineage(Disk disk) {
        return Objects.requireNonNull(disk.image()).get("lineage").asString();
    }
}
