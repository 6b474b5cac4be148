package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Kafka with TLS, passwords and access control, as the README sets it up. */
@Tag("nightly")
class SecuredKafkaIT {

    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static World world;
    private static KafkaUser administrator;
    private static Disk disk;

    @BeforeAll
    static void begin() {
        world = World.withSecuredKafka(KafkaCommand::runAllOfReadme);
        administrator = KafkaUser.administrator(broker());
        disk = Disk.create(world, "", 8 * MIB);
        disk.fill(4 * MIB, 1);
        disk.protect();
    }

    @AfterAll
    static void end() {
        administrator.close();
        world.close();
    }

    private static KafkaSandboxBroker broker() {
        return world.sandbox().kafka();
    }

    @Test
    void theWholePathRunsOverIt() {
        disk.fill(4 * MIB, 2);
        JsonNode point = disk.backup();
        disk.assertPointEqualsSource(point);
        Restoring restoring = Restoring.start(disk, point);
        restoring.awaitCompleted();
        restoring.remove();

        assertThat(world.api()
                        .get("/retention/explain?image=" + Api.query(disk.ref()))
                        .expect(200))
                .as("an answer of transfer-service")
                .isNotEmpty();
        assertThat(world.api().get("/events?limit=1000&type=RunCompleted").expect(200))
                .as("live events")
                .isNotEmpty();
        await("all groups are shown")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(world.api().get("/topics").expect(200).get("groups"))
                                .extracting(group -> group.get("name").asString())
                                .containsAll(KafkaAccess.all().stream()
                                        .map(KafkaAccess::group)
                                        .toList()));
        assertThat(world.api().get("/topics").expect(200).get("topics"))
                .extracting(topic -> topic.get("name").asString())
                .containsAll(KafkaAccess.topics());
    }

    @Test
    void aBadRecordOfTheOneWhoMayWriteIsPutAsideAndCanBeDiscarded() {
        try (KafkaUser scheduler = user(Service.SCHEDULER)) {
            scheduler.writeGarbage(Topic.BACKUP.wireName());
        }
        JsonNode letter = await("a dead letter of snapshot-service")
                .atMost(PATIENCE)
                .until(() -> world.api().get("/dead-letters").expect(200).get("letters"), letters -> !letters.isEmpty())
                .get(0);
        assertThat(letter.get("topic").asString()).isEqualTo(Topic.BACKUP.wireName());
        String id = letter.get("id").asString();
        assertThat(world.api().get("/dead-letters/" + id).expect(200).toString())
                .contains("not json");

        world.api().post("/dead-letters/" + id + "/discard", "").expect(202);

        await("it is gone")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                world.api().get("/dead-letters").expect(200).get("letters"))
                        .isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void noRightIsMissingAndEachServiceTakesWhatIsWrittenHere(Service service) {
        KafkaAccess access = new KafkaAccess(service);
        await("its own check finds nothing wrong")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                new Metric(world.sandbox().service(access.kind()), "spirula_topics_wrong").value())
                        .isZero());
        await("its group to read just what it takes")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(read(access.group()))
                        .isEqualTo(access.taken().stream().map(Topic::wireName).collect(Collectors.toSet())));
    }

    private static Set<String> read(String group) throws ExecutionException, InterruptedException {
        return administrator.admin().describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(TopicPartition::topic)
                .collect(Collectors.toSet());
    }

    @Test
    void aWriteThatIsRefusedHoldsUpItsTopicAloneNamesTheRightAndLosesNothing() throws Exception {
        String topic = Topic.USAGE.wireName();
        String user = "User:" + ServiceKind.TRANSFER.kafkaUser();
        administrator
                .admin()
                .deleteAcls(List.of(new AclBindingFilter(
                        new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.LITERAL),
                        new AccessControlEntryFilter(user, null, AclOperation.WRITE, AclPermissionType.ALLOW))))
                .all()
                .get();
        disk.fill(4 * MIB, 3);

        disk.assertPointEqualsSource(disk.backup());

        Tables tables = new Tables(world.sandbox().postgres());
        String waiting = "SELECT topic FROM transfer.outbox WHERE published_at IS NULL GROUP BY topic";
        await("events of that topic wait, and those of no other")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(tables.rows(waiting)).containsExactly(topic));
        await("the log names the right")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(log(ServiceKind.TRANSFER))
                        .contains("OUTBOX_TOPIC_DENIED")
                        .contains("TOPIC_DENIED: Kafka does not give this service Write on topic " + topic));
        assertThat(new Metric(world.sandbox().service(ServiceKind.TRANSFER), "spirula_topics_wrong").value())
                .isEqualTo(1);

        KafkaCommand.runAllOfReadme(broker());

        await("all is published")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(tables.rows(waiting)).isEmpty());
        Set<String> told = new HashSet<>(tables.rows("SELECT id FROM transfer.outbox WHERE topic = '" + topic + "'"));
        assertThat(told).isNotEmpty();
        assertThat(administrator.eventIds(topic)).containsAll(told);
    }

    private static String log(ServiceKind kind) {
        try {
            return Files.readString(world.sandbox().service(kind).process().log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KafkaUser user(Service service) {
        return KafkaUser.of(broker(), new KafkaAccess(service).user());
    }
}
