package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DeadLetterIT {

    private static final String SNAPSHOTS = "spirula.snapshot";
    private static final String COMMANDS = "spirula.command";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;

    private final World world = World.get();
    private final Tables tables = new Tables(world.sandbox().postgres());
    private final String bug = World.unique("bug").replace('-', '_');

    @AfterEach
    void mendWhatWasBroken() throws SQLException {
        execute("DROP FUNCTION IF EXISTS transfer." + bug + "() CASCADE");
    }

    @Test
    void poisonIsPutAsideAndWhatFailedIsHandledLaterInOrder() throws Exception {
        Disk disk = Disk.create(world, "", 8 << 20).protect();
        disk.backup();
        byte[] key = lineage(disk).getBytes(StandardCharsets.UTF_8);

        long poison = sendPoison(key);
        await("every service that reads them has put them aside")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(letters(letter -> isPoisonOf(letter, disk)))
                        .hasSizeGreaterThanOrEqualTo((int) poison));
        disk.backup();

        breakTransferServiceFor(disk);
        String run = disk.startBackup();
        JsonNode failed = awaitLetter(disk, "HANDLER_FAILED");
        sendAgain(failed);
        JsonNode waiting = awaitLetter(disk, "WAITS");
        assertThat(waiting.get("behind")).isEqualTo(failed.get("id"));
        assertThat(post(waiting, "replay").status()).isEqualTo(409);
        assertThat(new Metric(world.sandbox().service(ServiceKind.TRANSFER), "spirula_dead_letters").value())
                .isGreaterThanOrEqualTo(2);
        assertThat(lookedAt(disk))
                .contains("HANDLER_FAILED", "WAITS", "NO_CLOUD_EVENT", "behind " + shortId(failed))
                .doesNotContain("\u001b", "\u202e");

        post(failed, "replay").expect(202);
        await("it fails again, and says so")
                .atMost(SOON)
                .until(() -> letter(failed).get("asked").asBoolean() == false
                        && letter(failed).get("state").asString().equals("open"));
        mendWhatWasBroken();
        post(letter(failed), "replay").expect(202);
        disk.awaitCompleted(run);
        await("what waited behind it is over, too")
                .atMost(SOON)
                .until(() -> letter(waiting).get("state").asString().equals("replayed"));

        assertThat(post(letters(letter -> isPoisonOf(letter, disk)).get(0), "replay")
                        .status())
                .isEqualTo(409);
        for (JsonNode letter : letters(letter -> isPoisonOf(letter, disk))) {
            post(letter, "discard").expect(202);
        }
        await("none is open any more")
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(letters(letter -> isPoisonOf(letter, disk))).isEmpty());
        disk.backup();
        disk.assertReplicaEqualsSource(4);
        disk.unprotect();
    }

    @Test
    void topicsAndTheirReadersAreShownAndMeasured() {
        JsonNode view = await("Kafka to have been read")
                .atMost(SOON)
                .until(() -> world.api().get("/topics"), answer -> answer.status() == 200)
                .body();
        assertThat(view.get("topics").findValuesAsString("name"))
                .contains(SNAPSHOTS, "spirula.policy", "spirula.snapshot.transfer-service.dlt");
        assertThat(view.get("groups").findValuesAsString("name"))
                .contains("spirula.scheduler-service", "spirula.snapshot-service", "spirula.transfer-service");
        assertThat(view.get("deadLettersUnknown").size()).isZero();
        for (String name : List.of(
                "kafka_brokers",
                "kafka_topic_partitions",
                "kafka_topic_partition_current_offset",
                "kafka_topic_partition_replicas",
                "kafka_topic_partition_in_sync_replica",
                "kafka_consumergroup_current_offset",
                "kafka_consumergroup_current_offset_sum",
                "kafka_consumergroup_members")) {
            await(name)
                    .atMost(SOON)
                    .until(() -> new Metric(world.sandbox().service(ServiceKind.SCHEDULER), name).value() > 0);
        }
        world.sandbox().service(ServiceKind.RESTORE).stop();
        try {
            Disk.create(world, "", 4 << 20).protect().unprotect();
            await("who does not run falls behind").atMost(SOON).untilAsserted(() -> {
                JsonNode group = group("spirula.restore-service");
                assertThat(group.get("members").asInt()).isZero();
                assertThat(group.get("topics").findValues("lag")).anyMatch(lag -> lag.asLong() > 0);
                assertThat(group.get("topics").findValues("lagSeconds")).anyMatch(seconds -> seconds.asDouble() > 0);
            });
        } finally {
            world.sandbox().service(ServiceKind.RESTORE).start();
        }
        await("and catches up")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(
                                group("spirula.restore-service").get("topics").findValues("lag"))
                        .allMatch(lag -> lag.asLong() == 0));
    }

    private JsonNode group(String name) {
        for (JsonNode group : world.api().get("/topics").expect(200).get("groups")) {
            if (group.get("name").asString().equals(name)) {
                return group;
            }
        }
        throw new AssertionError("no group " + name);
    }

    /** Returns how many of them somebody must put aside. */
    private long sendPoison(byte[] key) {
        List<ProducerRecord<byte[], byte[]>> aside = new ArrayList<>();
        for (String topic : List.of(SNAPSHOTS, COMMANDS)) {
            String type = topic.equals(SNAPSHOTS) ? "SnapshotPruned" : "CancelRequested";
            aside.add(new ProducerRecord<>(
                    topic, key, "\u001b]0;owned\u0007 \u202e no JSON".getBytes(StandardCharsets.UTF_8)));
            aside.add(event(topic, key, "{\"half\":", type));
            aside.add(event(topic, key, "{}", type));
            aside.add(new ProducerRecord<>(topic, key, null));
            ProducerRecord<byte[], byte[]> hostile = event(topic, key, "[\"\\u0000\"]", type);
            hostile.headers()
                    .add("\u001b[2J", new byte[] {0, (byte) 0xff})
                    .add("spring_json_header_types", new byte[4_000]);
            aside.add(hostile);
            aside.add(new ProducerRecord<>(topic, key, new byte[FIVE_MEGABYTES]));
        }
        ProducerRecord<byte[], byte[]> unknown = event(COMMANDS, key, "{}", "NeverHeardOf");
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            aside.forEach(record -> assertThat(producer.send(record)).succeedsWithin(SOON));
            assertThat(producer.send(unknown)).succeedsWithin(SOON);
        }
        return aside.size();
    }

    private static ProducerRecord<byte[], byte[]> event(String topic, byte[] key, String json, String type) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, json.getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "00000000-0000-4000-8000-000000000000",
                        "ce_source", "/nobody",
                        "ce_type", "io.spirula." + type + ".v1",
                        "content-type", "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private void sendAgain(JsonNode letter) {
        ConsumerRecord<byte[], byte[]> record = read(letter);
        Headers headers = record.headers();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            assertThat(producer.send(new ProducerRecord<>(
                            record.topic(), record.partition(), record.key(), record.value(), headers)))
                    .succeedsWithin(SOON);
        }
    }

    private ConsumerRecord<byte[], byte[]> read(JsonNode letter) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", world.sandbox().kafka().bootstrapServers());
        TopicPartition partition = new TopicPartition(
                letter.get("topic").asString(), letter.get("partition").asInt());
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, letter.get("offset").asLong());
            return Objects.requireNonNull(await().atMost(SOON)
                    .until(
                            () -> consumer.poll(Duration.ofMillis(200)).records(partition).stream()
                                    .findFirst()
                                    .orElse(null),
                            Objects::nonNull));
        }
    }

    /** It compresses, so that the broker takes what its consumers then find far too large. */
    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                world.sandbox().kafka().bootstrapServers(),
                "compression.type",
                "gzip",
                "max.request.size",
                2 * FIVE_MEGABYTES);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void breakTransferServiceFor(Disk disk) throws SQLException {
        execute("CREATE FUNCTION transfer." + bug + "() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'a bug'; END $$");
        execute("CREATE TRIGGER " + bug + " AFTER INSERT ON transfer.copy FOR EACH ROW WHEN (NEW.lineage = '"
                + lineage(disk) + "') EXECUTE FUNCTION transfer." + bug + "()");
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = tables.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private JsonNode awaitLetter(Disk disk, String reason) {
        return await("a letter with " + reason)
                .atMost(SOON)
                .until(
                        () -> letters(letter -> letter.get("key").asString().equals(lineage(disk))
                                && letter.at("/reason/code").asString().equals(reason)),
                        found -> found.size() == 1)
                .get(0);
    }

    private boolean isPoisonOf(JsonNode letter, Disk disk) {
        return letter.get("key").asString("").equals(lineage(disk))
                && !letter.get("replayable").asBoolean();
    }

    private List<JsonNode> letters(Predicate<JsonNode> wanted) {
        JsonNode answer = world.api().get("/dead-letters").expect(200);
        assertThat(answer.get("unknown").size())
                .as("silent services in %s", answer)
                .isZero();
        List<JsonNode> found = new ArrayList<>();
        answer.get("letters").forEach(found::add);
        return found.stream().filter(wanted).toList();
    }

    private JsonNode letter(JsonNode letter) {
        return world.api()
                .get("/dead-letters/" + letter.get("id").asString())
                .expect(200)
                .get("letter");
    }

    private Api.Answer post(JsonNode letter, String command) {
        return world.api().post("/dead-letters/" + letter.get("id").asString() + "/" + command, "");
    }

    private String lineage(Disk disk) {
        return Objects.requireNonNull(disk.image()).get("lineage").asString();
    }

    private static String shortId(JsonNode letter) {
        return letter.get("id").asString().substring(0, 8);
    }

    /** What an operator sees who lists all letters and then looks at each of this disk. */
    private String lookedAt(Disk disk) throws Exception {
        StringBuilder said = new StringBuilder(spirula("dlt", "ls"));
        for (JsonNode letter : letters(letter -> isPoisonOf(letter, disk)).subList(0, 2)) {
            said.append(spirula("dlt", "show", letter.get("id").asString()));
        }
        return said.toString();
    }

    private String spirula(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(SourceTree.root().resolve("bin/spirula").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SPIRULA_URL", world.sandbox().apiUrl());
        builder.environment().put("SPIRULA_TOKEN", world.sandbox().apiToken());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
