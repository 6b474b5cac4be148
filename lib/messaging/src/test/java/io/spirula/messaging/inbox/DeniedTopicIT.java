package io.spirula.messaging.inbox;

import static io.spirula.messaging.testing.TestWorld.cancelRequested;
import static io.spirula.messaging.testing.TestWorld.jdbc;
import static io.spirula.messaging.testing.TestWorld.policyDeleted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DoctorAnswer;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.contracts.query.Verdict;
import io.spirula.messaging.Origin;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.examination.Examiner;
import io.spirula.messaging.kafka.Denied;
import io.spirula.messaging.testing.TestWorld;
import io.spirula.messaging.wire.OutgoingEvent;
import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.KafkaSecurity;
import io.spirula.sandbox.Lifetime;
import io.spirula.sandbox.LoopbackPorts;
import io.spirula.sandbox.SharedSandbox;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Kafka does not let the service read one of its topics. */
@Tag("nightly")
class DeniedTopicIT {

    private static final String POLICIES = "spirula.policy";
    private static final ResourcePattern ONE = new ResourcePattern(ResourceType.TOPIC, POLICIES, PatternType.LITERAL);
    private static final ResourcePattern ALL =
            new ResourcePattern(ResourceType.TOPIC, "spirula.", PatternType.PREFIXED);
    private static final String USER = "transfer-service";
    private static final Duration SOON = Duration.ofSeconds(60);

    private static KafkaSandboxBroker broker;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;

    private final TestWorld world = new TestWorld();

    @BeforeAll
    static void begin() {
        broker = KafkaSandboxBroker.startSecured(
                SharedSandbox.directory().resolve("kafka-secured"),
                LoopbackPorts.freeBlock(KafkaSandboxBroker.PORTS),
                Lifetime.WITH_JVM);
        Map<String, Object> settings = new HashMap<>(security().administrator());
        settings.put("bootstrap.servers", broker.bootstrapServers());
        admin = Admin.create(settings);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        get(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        USER,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                        security().password(USER))))
                .all());
        get(admin.createAcls(List.of(
                        allowed(ResourceType.TOPIC, "spirula.", PatternType.PREFIXED),
                        allowed(ResourceType.GROUP, "*", PatternType.LITERAL),
                        allowed(ResourceType.TRANSACTIONAL_ID, "*", PatternType.LITERAL),
                        allowed(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL)))
                .all());
    }

    @AfterAll
    static void end() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
        broker.close();
    }

    @AfterEach
    void close() {
        allow(ONE, AclOperation.READ);
        allow(ONE, AclOperation.DESCRIBE);
        allow(ALL, AclOperation.READ);
        world.close();
    }

    @Test
    void theOthersAreReadOnAndItIsNamedAndReadOnOnceItMayBe() {
        var service = start();
        awaitRead(service, policyDeleted(UUID.randomUUID().toString(), 1));

        deny(ONE, AclOperation.READ);
        await("it is named").atMost(SOON).until(() -> denied(service).containsKey(POLICIES));
        PolicyDeleted kept = policyDeleted(UUID.randomUUID().toString(), 2);
        publish(kept);
        assertThat(denied(service).get(POLICIES)).contains("Read on topic " + POLICIES, "kafka-acls");
        for (int i = 0; i < 3; i++) {
            awaitRead(service, cancelRequested(UUID.randomUUID()));
        }
        assertThat(isRead(service, kept)).isFalse();
        assertThat(service.getBean(CatchUp.class).isComplete()).isTrue();

        allow(ONE, AclOperation.READ);
        await("it is read on").atMost(SOON).until(() -> isRead(service, kept));
        await("nothing is named any more")
                .atMost(SOON)
                .until(() -> denied(service).isEmpty());
        awaitRead(service, cancelRequested(UUID.randomUUID()));
    }

    @Test
    void aServiceThatStartsWithoutTheRightReadsTheOthersAndIsNotCaughtUp() {
        PolicyDeleted kept = policyDeleted(UUID.randomUUID().toString(), 3);
        start().close();
        publish(kept);
        deny(ONE, AclOperation.DESCRIBE);

        var service = start();
        awaitRead(service, cancelRequested(UUID.randomUUID()));
        await("it is named").atMost(SOON).until(() -> denied(service).containsKey(POLICIES));
        CatchUp catchUp = service.getBean(CatchUp.class);
        assertThat(catchUp.isComplete()).isFalse();
        await("it alone is unread")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(catchUp.unread()).containsOnlyKeys(POLICIES));
        assertThat(catchUp.unread().get(POLICIES)).contains("Kafka does not give this service");

        allow(ONE, AclOperation.DESCRIBE);
        await("it is read").atMost(SOON).until(() -> isRead(service, kept));
        await("all is read").atMost(SOON).until(catchUp::isComplete);
    }

    @Test
    void aServiceThatMayReadNothingGoesOnOnceItMay() {
        var service = start();
        awaitRead(service, cancelRequested(UUID.randomUUID()));

        deny(ALL, AclOperation.READ);
        await("all are named")
                .atMost(SOON)
                .until(() -> denied(service).keySet().containsAll(List.of(POLICIES, "spirula.command")));

        allow(ALL, AclOperation.READ);
        awaitRead(service, policyDeleted(UUID.randomUUID().toString(), 4));
        awaitRead(service, cancelRequested(UUID.randomUUID()));
        await("nothing is named any more")
                .atMost(SOON)
                .until(() -> denied(service).isEmpty());
    }

    @Test
    void theDoctorNamesATopicThatItMayNotLookAtAndJudgesTheOthers() {
        ResourcePattern own = new ResourcePattern(ResourceType.TOPIC, "spirula.copy", PatternType.LITERAL);
        var service = start();
        await("all topics are there")
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(topics(service)).noneMatch(finding -> finding.verdict() == Verdict.FAILED));
        try {
            for (AclOperation right : List.of(AclOperation.DESCRIBE_CONFIGS, AclOperation.DESCRIBE)) {
                deny(own, right);
                await("it is named")
                        .atMost(SOON)
                        .untilAsserted(() -> assertThat(topics(service))
                                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                                .singleElement()
                                .satisfies(finding -> {
                                    assertThat(finding.object()).isEqualTo("spirula.copy");
                                    assertThat(finding.code()).isEqualTo("TOPIC_DENIED");
                                    assertThat(finding.text()).contains(Denied.name(right) + " on topic spirula.copy");
                                    assertThat(finding.mend())
                                            .contains(
                                                    "kafka-acls",
                                                    "User:spirula-transfer",
                                                    "--operation " + Denied.name(right));
                                }));
                allow(own, right);
            }
        } finally {
            allow(own, AclOperation.DESCRIBE_CONFIGS);
            allow(own, AclOperation.DESCRIBE);
        }
    }

    private static List<DoctorAnswer.Finding> topics(ConfigurableApplicationContext service) {
        return service.getBean("topicExaminer", Examiner.class).examinations(new DoctorQuestion(List.of())).stream()
                .flatMap(examination -> examination.look().get().stream())
                .toList();
    }

    private ConfigurableApplicationContext start() {
        Map<String, String> client = security().user(USER);
        Map<String, String> settings = new HashMap<>();
        settings.put("spring.kafka.bootstrap-servers", broker.bootstrapServers());
        client.forEach((name, value) -> settings.put("spring.kafka.properties." + name, value));
        return world.start(Service.TRANSFER, settings, InboxIT.Projection.class);
    }

    private void awaitRead(ConfigurableApplicationContext service, Event event) {
        publish(event);
        await(event.toString()).atMost(SOON).until(() -> isRead(service, event));
    }

    private static boolean isRead(ConfigurableApplicationContext service, Event event) {
        String what = event instanceof CancelRequested cancel
                ? cancel.run().toString()
                : Long.toString(((PolicyDeleted) event).revision());
        return jdbc(service)
                        .sql("SELECT count(*) FROM told WHERE key = :key AND what = :what")
                        .param("key", event.key())
                        .param("what", what)
                        .query(Long.class)
                        .single()
                == 1;
    }

    private static Map<String, String> denied(ConfigurableApplicationContext service) {
        return service.getBean(CatchUp.class).denied();
    }

    private static void publish(Event event) {
        try {
            producer.send(OutgoingEvent.of(event, null, Clock.systemUTC().instant(), new EventJson())
                            .record(new Origin("test", Service.SCHEDULER).source(), 0))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void deny(ResourcePattern topics, AclOperation right) {
        get(admin.createAcls(List.of(denial(topics, right))).all());
    }

    private static void allow(ResourcePattern topics, AclOperation right) {
        get(admin.deleteAcls(List.of(denial(topics, right).toFilter())).all());
    }

    private static AclBinding denial(ResourcePattern topics, AclOperation right) {
        return new AclBinding(topics, new AccessControlEntry("User:" + USER, "*", right, AclPermissionType.DENY));
    }

    private static AclBinding allowed(ResourceType type, String name, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + USER, "*", AclOperation.ALL, AclPermissionType.ALLOW));
    }

    private static KafkaSecurity security() {
        return broker.security().orElseThrow();
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
