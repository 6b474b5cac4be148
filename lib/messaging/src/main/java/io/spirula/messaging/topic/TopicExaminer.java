package io.spirula.messaging.topic;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/** Looks at the topics that this service answers for. */
final class TopicExaminer implements Examiner {

    private static final String KAFKA = "Kafka";

    private final Admin admin;
    private final List<TopicSpec> specs;
    private final KafkaTools tools;

    /**
     * @param tools that reach the brokers as this service does
     */
    TopicExaminer(Admin admin, List<TopicSpec> specs, KafkaTools tools) {
        this.admin = admin;
        this.specs = List.copyOf(specs);
        this.tools = tools;
    }

    @Override
    public List<Examination> examinations(DoctorQuestion question) {
        return List.of(new Examination("kafka", KAFKA, this::look));
    }

    private List<Finding> look() {
        try {
            int brokers = admin.describeCluster().nodes().get().size();
            Map<String, TopicState> states = states();
            List<Finding> findings = new ArrayList<>();
            for (TopicSpec spec : specs) {
                TopicState state = states.get(spec.name());
                findings.addAll(state == null ? List.of(missing(spec)) : state.findings(spec, brokers, tools));
            }
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
                    "systemctl start kafka   # on the machines of the brokers"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private Map<String, TopicState> states() throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<String> names =
                specs.stream().map(TopicSpec::name).filter(existing::contains).toList();
        Map<String, TopicDescription> descriptions =
                admin.describeTopics(names).allTopicNames().get();
        Map<ConfigResource, Config> configs = admin.describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all()
                .get();
        Map<String, TopicState> states = new HashMap<>();
        configs.forEach((resource, config) -> {
            TopicDescription description = descriptions.get(resource.name());
            if (description != null) {
                states.put(resource.name(), state(config, description));
            }
        });
        return states;
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
                null);
    }
}
