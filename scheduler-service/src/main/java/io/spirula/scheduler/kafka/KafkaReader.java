package io.spirula.scheduler.kafka;

import io.spirula.messaging.kafka.KafkaClients;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks the brokers about all topics and groups of Spirula. One thread. */
@Component
class KafkaReader {

    private static final String OURS = "spirula.";

    private final Admin admin;
    private final OldestWaiting oldestWaiting;
    private final Clock clock;

    KafkaReader(KafkaClients clients, OldestWaiting oldestWaiting, Clock clock) {
        this.admin = clients.admin();
        this.oldestWaiting = oldestWaiting;
        this.clock = clock;
    }

    /**
     * @throws ExecutionException when a broker refuses
     * @throws KafkaException when none answers
     */
    KafkaView read() throws ExecutionException, InterruptedException {
        int brokers = admin.describeCluster().nodes().get().size();
        Set<String> names = admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith(OURS))
                .collect(Collectors.toSet());
        List<KafkaView.Topic> topics = topics(names);
        Map<TopicPartition, KafkaView.Partition> partitions = new HashMap<>();
        topics.forEach(topic -> topic.partitions()
                .forEach(partition -> partitions.put(new TopicPartition(topic.name(), partition.number()), partition)));
        return new KafkaView(clock.instant(), brokers, topics, groups(partitions));
    }

    private List<KafkaView.Topic> topics(Set<String> names) throws ExecutionException, InterruptedException {
        Map<String, TopicDescription> descriptions =
                admin.describeTopics(names).allTopicNames().get();
        Map<ConfigResource, Config> configs = admin.describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .all()
                .get();
        Set<TopicPartition> partitions = descriptions.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> oldest = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        List<KafkaView.Topic> topics = new ArrayList<>();
        for (TopicDescription topic : descriptions.values()) {
            Config config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
            topics.add(new KafkaView.Topic(
                    topic.name(),
                    retention(config),
                    topic.partitions().stream()
                            .map(partition -> partition(topic.name(), partition, oldest, ends))
                            .toList()));
        }
        return topics;
    }

    private static KafkaView.Partition partition(
            String topic,
            TopicPartitionInfo partition,
            Map<TopicPartition, Long> oldest,
            Map<TopicPartition, Long> ends) {
        TopicPartition name = new TopicPartition(topic, partition.partition());
        Node leader = partition.leader();
        return new KafkaView.Partition(
                partition.partition(),
                leader == null ? -1 : leader.id(),
                partition.replicas().size(),
                partition.isr().size(),
                oldest.getOrDefault(name, 0L),
                ends.getOrDefault(name, 0L));
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec)))
                .all()
                .get()
                .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    private static @Nullable Long retention(@Nullable Config config) {
        if (config == null) {
            return null;
        }
        String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        return policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)
                ? Long.valueOf(value(config, TopicConfig.RETENTION_MS_CONFIG))
                : null;
    }

    private static String value(Config config, String name) {
        var entry = config.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private List<KafkaView.Group> groups(Map<TopicPartition, KafkaView.Partition> partitions)
            throws ExecutionException, InterruptedException {
        Set<String> names = admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid().get().stream()
                .map(GroupListing::groupId)
                .filter(name -> name.startsWith(OURS))
                .collect(Collectors.toSet());
        var descriptions = admin.describeConsumerGroups(names).all().get();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> told = admin.listConsumerGroupOffsets(names.stream()
                        .collect(Collectors.toMap(name -> name, name -> new ListConsumerGroupOffsetsSpec())))
                .all()
                .get();
        Map<OldestWaiting.Place, Long> timestamps = oldestWaiting.timestamps(waiting(told.values(), partitions));
        Instant now = clock.instant();
        List<KafkaView.Group> groups = new ArrayList<>();
        for (String name : names) {
            var description = descriptions.get(name);
            List<KafkaView.Reading> readings = new ArrayList<>();
            told.getOrDefault(name, Map.of()).forEach((partition, offset) -> {
                KafkaView.Partition known = partitions.get(partition);
                if (known != null && offset != null) {
                    readings.add(reading(partition, offset.offset(), known, timestamps, now));
                }
            });
            groups.add(new KafkaView.Group(
                    name, description == null ? 0 : description.members().size(), readings));
        }
        return groups;
    }

    private static KafkaView.Reading reading(
            TopicPartition partition,
            long offset,
            KafkaView.Partition known,
            Map<OldestWaiting.Place, Long> timestamps,
            Instant now) {
        long lag = KafkaView.lag(offset, known);
        OldestWaiting.Place place = new OldestWaiting.Place(partition, Math.max(offset, known.oldest()));
        double seconds = lag == 0
                ? 0
                : timestamps.containsKey(place) ? KafkaView.lagSeconds(timestamps.get(place), now) : Double.NaN;
        return new KafkaView.Reading(partition, offset, lag, seconds);
    }

    private static Set<OldestWaiting.Place> waiting(
            Collection<Map<TopicPartition, OffsetAndMetadata>> told,
            Map<TopicPartition, KafkaView.Partition> partitions) {
        Set<OldestWaiting.Place> places = new HashSet<>();
        told.forEach(group -> group.forEach((partition, offset) -> {
            KafkaView.Partition known = partitions.get(partition);
            if (known != null && offset != null && KafkaView.lag(offset.offset(), known) > 0) {
                places.add(new OldestWaiting.Place(partition, Math.max(offset.offset(), known.oldest())));
            }
        }));
        return places;
    }
}
