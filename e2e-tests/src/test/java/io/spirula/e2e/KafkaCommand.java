package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.KafkaSecurity;
import io.spirula.sandbox.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** A line of the README that begins with {@code kafka-acls} or {@code kafka-configs}, done as those programs do it. */
record KafkaCommand(List<String> words) {

    private static final int ITERATIONS = 8192;
    private static final Map<String, ResourceType> RESOURCES = Map.of(
            "--topic", ResourceType.TOPIC,
            "--group", ResourceType.GROUP,
            "--transactional-id", ResourceType.TRANSACTIONAL_ID);

    static KafkaCommand of(String line) {
        return new KafkaCommand(List.of(line.split(" ")));
    }

    void run(Admin admin, KafkaSecurity security) {
        try {
            if (words.get(0).equals("kafka-configs")) {
                setPassword(admin, security);
            } else {
                admin.createAcls(rules()).all().get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(String.join(" ", words), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void setPassword(Admin admin, KafkaSecurity security) throws ExecutionException, InterruptedException {
        String user = values("--entity-name").get(0);
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                        security.password(user))))
                .all()
                .get();
    }

    List<AclBinding> rules() {
        List<AclBinding> rules = new ArrayList<>();
        PatternType pattern =
                values("--resource-pattern-type").contains("prefixed") ? PatternType.PREFIXED : PatternType.LITERAL;
        for (String principal : values("--allow-principal")) {
            for (String operation : values("--operation")) {
                RESOURCES.forEach((option, type) -> values(option)
                        .forEach(name -> rules.add(new AclBinding(
                                new ResourcePattern(type, name, pattern),
                                new AccessControlEntry(
                                        principal,
                                        "*",
                                        SecurityUtils.operation(operation),
                                        AclPermissionType.ALLOW)))));
            }
        }
        return rules;
    }

    private List<String> values(String option) {
        List<String> values = new ArrayList<>();
        for (int word = 0; word < words.size() - 1; word++) {
            if (words.get(word).equals(option)) {
                values.add(words.get(word + 1));
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }

    /** All that the README shows, in its order. */
    static List<KafkaCommand> ofReadme() {
        try {
            return Files.readAllLines(SourceTree.root().resolve("README.md")).stream()
                    .filter(line -> line.startsWith("kafka-acls ") || line.startsWith("kafka-configs "))
                    .map(KafkaCommand::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Doing it again changes nothing. Returns when the broker goes by the last of them, and so by all. */
    static void runAllOfReadme(KafkaSandboxBroker broker) {
        try (KafkaUser administrator = KafkaUser.administrator(broker)) {
            ofReadme().forEach(command -> command.run(administrator.admin(), KafkaUser.security(broker)));
        }
        KafkaAccess last = KafkaAccess.all().get(KafkaAccess.all().size() - 1);
        await("the broker to know the last right")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThatThrownBy(() -> lookForATransaction(broker, last))
                        .hasCauseInstanceOf(TransactionalIdNotFoundException.class));
    }

    private static void lookForATransaction(KafkaSandboxBroker broker, KafkaAccess access)
            throws ExecutionException, InterruptedException {
        try (KafkaUser user = KafkaUser.of(broker, access.user())) {
            user.admin()
                    .describeTransactions(List.of(access.group() + ".none"))
                    .all()
                    .get();
        }
    }
}
