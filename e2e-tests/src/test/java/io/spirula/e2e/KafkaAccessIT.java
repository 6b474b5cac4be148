package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.Lifetime;
import io.spirula.sandbox.LoopbackPorts;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.SharedSandbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each service's user may do on a broker where the README's commands were run, and what it may not. */
@Tag("nightly")
class KafkaAccessIT {

    private static KafkaSandboxBroker broker;

    @BeforeAll
    static void doWhatTheReadmeSays() {
        broker = KafkaSandboxBroker.startSecured(
                SharedSandbox.directory().resolve("kafka-with-access-control"),
                LoopbackPorts.freeBlock(KafkaSandboxBroker.PORTS),
                Lifetime.WITH_JVM);
        KafkaCommand.runAllOfReadme(broker);
        for (KafkaAccess access : KafkaAccess.all()) {
            try (KafkaUser user = user(access.service())) {
                List<NewTopic> own = KafkaAccess.topics().stream()
                        .filter(access::mayWrite)
                        .map(topic -> new NewTopic(topic, 1, (short) 1))
                        .toList();
                assertThat(KafkaUser.isAllowed(
                                () -> user.admin().createTopics(own).all()))
                        .as("%s makes its topics", access)
                        .isTrue();
            }
        }
    }

    @AfterAll
    static void end() {
        broker.close();
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
        Map<String, String> wrong = new TreeMap<>(KafkaUser.security(broker).user(ServiceKind.TRANSFER.kafkaUser()));
        wrong.computeIfPresent(
                "sasl.jaas.config", (name, jaas) -> jaas.replaceAll("password=\"[^\"]*\"", "password=\"x\""));
        try (KafkaUser user = KafkaUser.with(broker, wrong)) {
            assertThatThrownBy(() -> user.admin().listTopics().names().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
        Map<String, String> trusting = new TreeMap<>(KafkaUser.security(broker).user(ServiceKind.TRANSFER.kafkaUser()));
        trusting.remove("ssl.truststore.location");
        trusting.remove("ssl.truststore.type");
        try (KafkaUser user = KafkaUser.with(broker, trusting)) {
            assertThatThrownBy(() -> user.admin().listTopics().names().get())
                    .as("a certificate that nobody vouches for")
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
        try (KafkaUser user = KafkaUser.of(broker, "stranger")) {
            assertThatThrownBy(() -> user.admin().listTopics().names().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    private static KafkaUser user(Service service) {
        return KafkaUser.of(broker, new KafkaAccess(service).user());
    }
}
