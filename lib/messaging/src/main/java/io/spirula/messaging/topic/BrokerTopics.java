package io.spirula.messaging.topic;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics that are missing and reports those that are not as they should be; it never changes one. One thread. */
final class BrokerTopics {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerTopics.class);

    private final Admin admin;
    private final short replicationFactor;
    private final Map<String, String> reported = new ConcurrentHashMap<>();

    BrokerTopics(Admin admin, short replicationFactor) {
        this.admin = admin;
        this.replicationFactor = replicationFactor;
    }

    void ensure(List<TopicSpec> specs) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<TopicSpec> missing =
                specs.stream().filter(spec -> !existing.contains(spec.name())).toList();
        if (!missing.isEmpty()) {
            create(missing);
        }
        check(specs.stream().filter(spec -> existing.contains(spec.name())).toList());
    }

    /** How many topics are not as they should be. */
    int wrong() {
        return reported.size();
    }

    private void create(Collection<TopicSpec> missing) throws ExecutionException, InterruptedException {
        var results = admin.createTopics(missing.stream()
                        .map(spec -> new NewTopic(spec.name(), spec.partitions(), replicationFactor)
                                .configs(spec.settings()))
                        .toList())
                .values();
        for (var result : results.entrySet()) {
            try {
                result.getValue().get();
                LOG.info("Topic {} was created", result.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private void check(List<TopicSpec> specs) throws ExecutionException, InterruptedException {
        Map<ConfigResource, TopicSpec> resources = specs.stream()
                .collect(Collectors.toMap(
                        spec -> new ConfigResource(ConfigResource.Type.TOPIC, spec.name()), spec -> spec));
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(resources.keySet()).all().get();
        Map<String, TopicDescription> descriptions = admin.describeTopics(
                        specs.stream().map(TopicSpec::name).toList())
                .allTopicNames()
                .get();
        for (var resource : resources.entrySet()) {
            TopicSpec spec = resource.getValue();
            Config config = configs.get(resource.getKey());
            TopicDescription description = descriptions.get(spec.name());
            if (config != null && description != null) {
                report(spec, differences(spec, config, description));
            }
        }
    }

    private static Map<String, String> differences(TopicSpec spec, Config config, TopicDescription description) {
        Map<String, String> differences = new TreeMap<>();
        for (String setting : new TreeSet<>(spec.settings().keySet())) {
            ConfigEntry entry = config.get(setting);
            String wanted = spec.settings().getOrDefault(setting, "");
            if (entry == null || !wanted.equals(entry.value())) {
                differences.put(setting, (entry == null ? "unknown" : entry.value()) + " instead of " + wanted);
            }
        }
        int partitions = description.partitions().size();
        if (partitions != spec.partitions()) {
            differences.put("partitions", partitions + " instead of " + spec.partitions());
        }
        return differences;
    }

    private void report(TopicSpec spec, Map<String, String> differences) {
        if (differences.isEmpty()) {
            reported.remove(spec.name());
        } else if (!differences.toString().equals(reported.put(spec.name(), differences.toString()))) {
            LOG.warn(
                    "TOPIC_DIFFERS: {} has {}; it is used as it is. Set it right with kafka-configs, or spirula.messaging.topics",
                    spec.name(),
                    differences);
        }
    }
}
