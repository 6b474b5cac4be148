package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
        world = World.withSecuredKafka(SecuredKafkaIT::doWhatTheReadmeSays);
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

    private static void doWhatTheReadmeSays(KafkaSandboxBroker broker) {
        try (KafkaUser admin = KafkaUser.administrator(broker)) {
            String readme = Files.readString(SourceTree.root().resolve("README.md"));
            KafkaCommand.inReadme(readme).forEach(command -> command.run(admin.admin(), KafkaUser.security(broker)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    void eachUserWritesToItsOwnTopicsAloneAndReadsNoMoreThanItNeeds() {
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        for (KafkaAccess access : KafkaAccess.all()) {
            try (KafkaUser user = user(access.service())) {
                for (String topic : KafkaAccess.topics()) {
                    expected.put(access + " writes " + topic, allowed(access.mayWrite(topic)));
                    found.put(access + " writes " + topic, allowed(user.writes(topic)));
                }
            }
        }
        // there is a record on each of them by now
        for (KafkaAccess access : KafkaAccess.all()) {
            try (KafkaUser user = user(access.service())) {
                for (String topic : KafkaAccess.topics()) {
                    expected.put(access + " reads " + topic, allowed(access.mayRead(topic)));
                    found.put(access + " reads " + topic, allowed(user.reads(topic)));
                }
            }
        }
        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(250);
    }

    private static String allowed(boolean allowed) {
        return allowed ? "allowed" : "refused";
    }

    @ParameterizedTest
    @EnumSource
    void noUserChangesWhatBelongsToOthersOrToTheBroker(Service service) {
        Service other = service == Service.SCHEDULER ? Service.TRANSFER : Service.SCHEDULER;
        String theirs = service == Topic.RUN.producer() ? Topic.COPY.wireName() : Topic.RUN.wireName();
        String own = KafkaAccess.topics().stream()
                .filter(new KafkaAccess(service)::mayWrite)
                .findFirst()
                .orElseThrow();
        try (KafkaUser user = user(service)) {
            attempts(user, own, theirs, "spirula." + other.wireName())
                    .forEach((what, attempt) -> assertThat(KafkaUser.isAllowed(attempt))
                            .as(service + " may " + what)
                            .isFalse());
            Map<String, Object> settings = new TreeMap<>(user.settings());
            settings.remove("default.api.timeout.ms");
            settings.put("transactional.id", "spirula." + other.wireName() + ".sandbox.relay");
            try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                assertThatThrownBy(producer::initTransactions)
                        .isInstanceOf(TransactionalIdAuthorizationException.class);
            }
        }
    }

    private static Map<String, KafkaUser.Attempt> attempts(KafkaUser user, String own, String theirs, String group) {
        var admin = user.admin();
        TopicPartition partition = new TopicPartition(theirs, 0);
        Map<String, KafkaUser.Attempt> attempts = new LinkedHashMap<>();
        attempts.put(
                "make a topic",
                () -> admin.createTopics(List.of(new NewTopic("spirula.more", 1, (short) 1)))
                        .all());
        attempts.put(
                "delete its own topic", () -> admin.deleteTopics(List.of(own)).all());
        attempts.put(
                "delete another's topic",
                () -> admin.deleteTopics(List.of(theirs)).all());
        attempts.put(
                "delete records",
                () -> admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(0)))
                        .all());
        attempts.put(
                "shorten a retention",
                () -> admin.incrementalAlterConfigs(Map.of(
                                new ConfigResource(ConfigResource.Type.TOPIC, own),
                                List.of(new AlterConfigOp(
                                        new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET))))
                        .all());
        attempts.put(
                "look at the rules",
                () -> admin.describeAcls(AclBindingFilter.ANY).values());
        attempts.put(
                "delete rules",
                () -> admin.deleteAcls(List.of(AclBindingFilter.ANY)).all());
        attempts.put(
                "give itself a right",
                () -> admin.createAcls(KafkaCommand.of(
                                        "kafka-acls --allow-principal User:* --operation Write --topic " + theirs)
                                .rules())
                        .all());
        attempts.put(
                "set the administrator's password",
                () -> admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                "admin", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), "taken")))
                        .all());
        attempts.put(
                "move another's group",
                () -> admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(0)))
                        .all());
        return attempts;
    }

    @Test
    void nobodyGetsInWithoutAPasswordOrUnseen() {
        Map<String, String> wrong = new TreeMap<>(KafkaUser.security(broker()).user(ServiceKind.TRANSFER.kafkaUser()));
        wrong.computeIfPresent(
                "sasl.jaas.config", (name, jaas) -> jaas.replaceAll("password=\"[^\"]*\"", "password=\"x\""));
        try (KafkaUser user = KafkaUser.with(broker(), wrong)) {
            assertThatThrownBy(() -> user.admin().listTopics().names().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
        Map<String, String> trusting =
                new TreeMap<>(KafkaUser.security(broker()).user(ServiceKind.TRANSFER.kafkaUser()));
        trusting.remove("ssl.truststore.location");
        trusting.remove("ssl.truststore.type");
        try (KafkaUser user = KafkaUser.with(broker(), trusting)) {
            assertThatThrownBy(() -> user.admin().listTopics().names().get())
                    .as("a certificate that nobody vouches for")
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
        try (KafkaUser user = KafkaUser.of(broker(), "stranger")) {
            assertThatThrownBy(() -> user.admin().listTopics().names().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
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

        doWhatTheReadmeSays(broker());

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
