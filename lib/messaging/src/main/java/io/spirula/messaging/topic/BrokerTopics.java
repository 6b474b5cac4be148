package io.spirula.messaging.topic;

import io.spirula.messaging.kafka.Denied;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates topics that are missing and reports those that are not as they should be, or that Kafka does not let the service use;
 * it never changes one. One thread.
 */
final class BrokerTopics {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerTopics.class);

    private final Admin admin;
    private final short replicationFactor;
    private final Map<String, String> reported = new ConcurrentHashMap<>();

    BrokerTopics(Admin admin, short replicationFactor) {
        this.admin = admin;
        this.replicationFactor = replicationFactor;
    }

    /** Returns whether all of them were there or were made now. */
    boolean ensure(List<TopicSpec> specs) throws ExecutionException, InterruptedException {
        Map<String, TopicSpec> byName = specs.stream().collect(Collectors.toMap(TopicSpec::name, Function.identity()));
        Map<TopicSpec, TopicDescription> existing = new HashMap<>();
        List<TopicSpec> missing = new ArrayList<>();
        DescribeTopicsOptions withRights = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        for (var topic : admin.describeTopics(byName.keySet(), withRights)
                .topicNameValues()
                .entrySet()) {
            TopicSpec spec = byName.get(topic.getKey());
            if (spec == null) {
                continue;
            }
            try {
                existing.put(spec, topic.getValue().get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.add(spec);
                } else if (e.getCause() instanceof AuthorizationException) {
                    denied(spec, spec.rights());
                } else {
                    throw e;
                }
            }
        }
        boolean made = create(missing);
        check(existing);
        return made;
    }

    /** How many topics are not as they should be. */
    int wrong() {
        return reported.size();
    }

    /** Returns whether it made all of them: one that another made at the same time is yet to be looked at. */
    private boolean create(Collection<TopicSpec> missing) throws ExecutionException, InterruptedException {
        if (missing.isEmpty()) {
            return true;
        }
        var results = admin.createTopics(missing.stream()
                        .map(spec -> new NewTopic(spec.name(), spec.partitions(), replicationFactor)
                                .configs(spec.settings()))
                        .toList())
                .values();
        boolean all = true;
        for (TopicSpec spec : missing) {
            try {
                Objects.requireNonNull(results.get(spec.name())).get();
                LOG.info("Topic {} was created", spec.name());
            } catch (ExecutionException e) {
                all = false;
                if (e.getCause() instanceof AuthorizationException) {
                    mayNotCreate(spec);
                } else if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        return all;
    }

    /** Whoever writes to a topic makes it; those who only read it may be kept from that. */
    private void mayNotCreate(TopicSpec spec) {
        if (spec.own()) {
            denied(spec, Set.of(AclOperation.CREATE));
        } else {
            LOG.debug("Topic {} is made by the service that writes to it", spec.name());
        }
    }

    private void check(Map<TopicSpec, TopicDescription> existing) throws ExecutionException, InterruptedException {
        var configs = admin.describeConfigs(
                        existing.keySet().stream().map(BrokerTopics::resource).toList())
                .values();
        for (var topic : existing.entrySet()) {
            TopicSpec spec = topic.getKey();
            Set<AclOperation> lacking = lacking(spec, topic.getValue());
            try {
                Config config =
                        Objects.requireNonNull(configs.get(resource(spec))).get();
                if (lacking.isEmpty()) {
                    differs(spec, differences(spec, config, topic.getValue()));
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                lacking.add(AclOperation.DESCRIBE_CONFIGS);
            }
            if (!lacking.isEmpty()) {
                denied(spec, lacking);
            }
        }
    }

    private static ConfigResource resource(TopicSpec spec) {
        return new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
    }

    private static Set<AclOperation> lacking(TopicSpec spec, TopicDescription description) {
        Set<AclOperation> lacking = EnumSet.noneOf(AclOperation.class);
        Set<AclOperation> given = description.authorizedOperations();
        if (given != null) {
            lacking.addAll(spec.rights());
            lacking.removeAll(given);
        }
        return lacking;
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

    private void differs(TopicSpec spec, Map<String, String> differences) {
        if (differences.isEmpty()) {
            reported.remove(spec.name());
        } else if (isNew(spec, differences.toString())) {
            LOG.warn(
                    "TOPIC_DIFFERS: {} has {}; it is used as it is. Set it right with kafka-configs, or spirula.messaging.topics",
                    spec.name(),
                    differences);
        }
    }

    private void denied(TopicSpec spec, Set<AclOperation> lacking) {
        String text = Denied.text(lacking, "topic " + spec.name());
        if (isNew(spec, text)) {
            LOG.error("TOPIC_DENIED: {}", text);
        }
    }

    private boolean isNew(TopicSpec spec, String finding) {
        return !finding.equals(reported.put(spec.name(), finding));
    }
}
