package io.spirula.messaging.topic;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import io.spirula.messaging.kafka.Denied;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at the topics that this service answers for. */
final class TopicExaminer implements Examiner {

    private static final String KAFKA = "Kafka";
    private static final String WHERE_TO_LOOK = "systemctl start kafka   # on the machines of the brokers";

    private final Admin admin;
    private final List<TopicSpec> specs;
    private final KafkaTools tools;
    private final String user;

    /**
     * @param tools that reach the brokers as this service does
     * @param user that the README gives this service where Kafka has access control
     */
    TopicExaminer(Admin admin, List<TopicSpec> specs, KafkaTools tools, String user) {
        this.admin = admin;
        this.specs = List.copyOf(specs);
        this.tools = tools;
        this.user = user;
    }

    @Override
    public List<Examination> examinations(DoctorQuestion question) {
        return List.of(new Examination("kafka", KAFKA, WHERE_TO_LOOK, this::look));
    }

    private List<Finding> look() {
        try {
            int brokers = admin.describeCluster().nodes().get().size();
            List<Finding> findings = findings(brokers);
            if (findings.isEmpty()) {
                findings.add(Finding.ok(
                        "kafka", KAFKA, brokers + " brokers; " + specs.size() + " topics are as they should be"));
            }
            return findings;
        } catch (ExecutionException e) {
            return List.of(Finding.failed(
                    "kafka",
                    KAFKA,
                    "KAFKA_UNREACHABLE",
                    "Kafka at " + tools.servers() + " does not answer: " + e.getCause() + "; what is to be told waits",
                    WHERE_TO_LOOK));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private List<Finding> findings(int brokers) throws ExecutionException, InterruptedException {
        List<String> names = specs.stream().map(TopicSpec::name).toList();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(names).topicNameValues();
        List<Finding> findings = new ArrayList<>();
        for (TopicSpec spec : specs) {
            try {
                TopicDescription description =
                        Objects.requireNonNull(descriptions.get(spec.name())).get();
                findings.addAll(findings(spec, description, brokers));
            } catch (ExecutionException e) {
                findings.add(unseen(spec, AclOperation.DESCRIBE, e));
            }
        }
        return findings;
    }

    private List<Finding> findings(TopicSpec spec, TopicDescription description, int brokers)
            throws ExecutionException, InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
        try {
            Config config = Objects.requireNonNull(
                            admin.describeConfigs(List.of(topic)).values().get(topic))
                    .get();
            return state(config, description).findings(spec, brokers, tools);
        } catch (ExecutionException e) {
            return List.of(unseen(spec, AclOperation.DESCRIBE_CONFIGS, e));
        }
    }

    private Finding unseen(TopicSpec spec, AclOperation right, ExecutionException failure) throws ExecutionException {
        if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
            return missing(spec);
        }
        if (failure.getCause() instanceof TopicAuthorizationException) {
            return Finding.failed(
                    "topic",
                    spec.name(),
                    "TOPIC_DENIED",
                    Denied.text(Set.of(right), "topic " + spec.name()),
                    tools.line(
                            "kafka-acls",
                            "--add --allow-principal User:" + user + " --operation " + Denied.name(right) + " --topic "
                                    + spec.name()));
        }
        throw failure;
    }

    private static TopicState state(Config config, TopicDescription description) {
        Map<String, String> settings = config.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value(), (one, two) -> one));
        return new TopicState(
                settings,
                description.partitions().size(),
                description.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0),
                (int) description.partitions().stream()
                        .filter(partition ->
                                partition.isr().size() < partition.replicas().size())
                        .count());
    }

    private static Finding missing(TopicSpec spec) {
        return Finding.failed(
                "topic",
                spec.name(),
                "TOPIC_MISSING",
                "topic " + spec.name() + " is not there; its service makes it within seconds, unless it may not",
                "spirula doctor   # again after some seconds");
    }
}
