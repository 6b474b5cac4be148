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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Asks the brokers about all topics and groups of Spirula. One thread. */
@Component
class KafkaReader {

    private static final String OURS = "spirula.";

    private final Admin admin;
    private final OldestWaiting oldestWaiting;
    private final Clock clock;

    @Autowired
    KafkaReader(KafkaClients clients, OldestWaiting oldestWaiting, Clock clock) {
        this(clients.admin(), oldestWaiting, clock);
    }

    KafkaReader(Admin admin, OldestWaiting oldestWaiting, Clock clock) {
        this.admin = admin;
        this.oldestWaiting = oldestWaiting;
        this.clock = clock;
    }

    /**
     * What is not known of a topic, partition or group is left out and named.
     *
     * @throws ExecutionException when a broker refuses
     * @throws KafkaException when none answers
     */
    KafkaView read() throws ExecutionException, InterruptedException {
        int brokers = admin.describeCluster().nodes().get().size();
        Set<String> names = ours(admin.listTopics().names().get().stream());
        Replies replies = new Replies();
        List<KafkaView.Topic> topics = topics(names, replies);
        Map<TopicPartition, KafkaView.Partition> partitions = new HashMap<>();
        topics.forEach(topic -> topic.partitions()
                .forEach(partition -> partitions.put(new TopicPartition(topic.name(), partition.number()), partition)));
        List<KafkaView.Group> groups = groups(partitions, replies);
        return new KafkaView(clock.instant(), brokers, topics, groups, replies.unknown());
    }

    private static Set<String> ours(Stream<String> names) {
        return names.filter(name -> name.startsWith(OURS)).collect(Collectors.toSet());
    }

    private List<KafkaView.Topic> topics(Set<String> names, Replies replies) throws InterruptedException {
        Map<String, TopicDescription> descriptions =
                replies.of(admin.describeTopics(names).topicNameValues(), name -> "topic " + name);
        Map<ConfigResource, Config> configs = replies.of(
                admin.describeConfigs(descriptions.keySet().stream()
                                .map(KafkaReader::resource)
                                .toList())
                        .values(),
                topic -> "how long records of " + topic.name() + " are kept");
        Map<TopicPartition, KafkaView.Offsets> offsets = offsets(led(descriptions.values(), replies), replies);
        return descriptions.values().stream()
                .map(topic -> new KafkaView.Topic(
                        topic.name(),
                        kept(configs.get(resource(topic.name()))),
                        topic.partitions().stream()
                                .map(partition -> partition(
                                        partition,
                                        offsets.get(new TopicPartition(topic.name(), partition.partition()))))
                                .toList()))
                .toList();
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Nobody can tell the offsets of a partition that no broker leads; asking for them takes until the time is over. */
    private static Set<TopicPartition> led(Collection<TopicDescription> topics, Replies replies) {
        Set<TopicPartition> led = new HashSet<>();
        for (TopicDescription topic : topics) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                if (isLed(partition)) {
                    led.add(new TopicPartition(topic.name(), partition.partition()));
                } else {
                    replies.missing(
                            "what partition " + partition.partition() + " of " + topic.name() + " holds",
                            "no broker leads it; start the brokers that have it: " + partition.replicas());
                }
            }
        }
        return led;
    }

    private static boolean isLed(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    private static KafkaView.Partition partition(TopicPartitionInfo partition, KafkaView.@Nullable Offsets offsets) {
        return new KafkaView.Partition(
                partition.partition(),
                isLed(partition) ? partition.leader().id() : -1,
                partition.replicas().size(),
                partition.isr().size(),
                offsets);
    }

    private Map<TopicPartition, KafkaView.Offsets> offsets(Set<TopicPartition> partitions, Replies replies)
            throws InterruptedException {
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> askedOldest = ask(partitions, OffsetSpec.earliest());
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> askedEnds = ask(partitions, OffsetSpec.latest());
        Map<TopicPartition, ListOffsetsResultInfo> oldest =
                replies.of(askedOldest, partition -> "the oldest offset of " + partition);
        Map<TopicPartition, ListOffsetsResultInfo> ends = replies.of(askedEnds, partition -> "the end of " + partition);
        Map<TopicPartition, KafkaView.Offsets> offsets = new HashMap<>();
        oldest.forEach((partition, first) -> {
            ListOffsetsResultInfo end = ends.get(partition);
            if (end != null) {
                offsets.put(partition, new KafkaView.Offsets(first.offset(), end.offset()));
            }
        });
        return offsets;
    }

    private Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> ask(
            Set<TopicPartition> partitions, OffsetSpec spec) {
        ListOffsetsResult told =
                admin.listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), any -> spec)));
        return partitions.stream().collect(Collectors.toMap(Function.identity(), told::partitionResult));
    }

    private static KafkaView.@Nullable Kept kept(@Nullable Config config) {
        if (config == null) {
            return null;
        }
        String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        return new KafkaView.Kept(
                policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)
                        ? Long.valueOf(value(config, TopicConfig.RETENTION_MS_CONFIG))
                        : null);
    }

    private static String value(Config config, String name) {
        var entry = config.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private List<KafkaView.Group> groups(Map<TopicPartition, KafkaView.Partition> partitions, Replies replies)
            throws ExecutionException, InterruptedException {
        ListGroupsResult listed = admin.listGroups(ListGroupsOptions.forConsumerGroups());
        Set<String> names = ours(listed.valid().get().stream().map(GroupListing::groupId));
        for (Throwable error : listed.errors().get()) {
            replies.missing("the groups of one broker", error.toString());
        }
        Map<String, ConsumerGroupDescription> descriptions =
                replies.of(admin.describeConsumerGroups(names).describedGroups(), name -> "who reads as group " + name);
        ListConsumerGroupOffsetsResult offsets = admin.listConsumerGroupOffsets(names.stream()
                .collect(Collectors.toMap(Function.identity(), any -> new ListConsumerGroupOffsetsSpec())));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> told = replies.of(
                names.stream().collect(Collectors.toMap(Function.identity(), offsets::partitionsToOffsetAndMetadata)),
                name -> "how far group " + name + " is");
        Map<OldestWaiting.Place, Long> timestamps = timestamps(waiting(told.values(), partitions), replies);
        Instant now = clock.instant();
        List<KafkaView.Group> groups = new ArrayList<>();
        for (String name : names) {
            ConsumerGroupDescription description = descriptions.get(name);
            List<KafkaView.Reading> readings = new ArrayList<>();
            told.getOrDefault(name, Map.of()).forEach((partition, offset) -> {
                KafkaView.Partition known = partitions.get(partition);
                if (known != null && offset != null) {
                    readings.add(reading(partition, offset.offset(), known.offsets(), timestamps, now));
                }
            });
            groups.add(new KafkaView.Group(
                    name, description == null ? null : description.members().size(), readings));
        }
        return groups;
    }

    private Map<OldestWaiting.Place, Long> timestamps(Set<OldestWaiting.Place> places, Replies replies) {
        try {
            return oldestWaiting.timestamps(places);
        } catch (KafkaException e) {
            replies.missing("how long what is not taken yet has waited", e.toString());
            return Map.of();
        }
    }

    private static KafkaView.Reading reading(
            TopicPartition partition,
            long offset,
            KafkaView.@Nullable Offsets known,
            Map<OldestWaiting.Place, Long> timestamps,
            Instant now) {
        if (known == null) {
            return new KafkaView.Reading(partition, offset, null, Double.NaN);
        }
        long lag = known.lag(offset);
        OldestWaiting.Place place = place(partition, offset, known);
        double seconds = lag == 0
                ? 0
                : timestamps.containsKey(place) ? KafkaView.lagSeconds(timestamps.get(place), now) : Double.NaN;
        return new KafkaView.Reading(partition, offset, lag, seconds);
    }

    private static OldestWaiting.Place place(TopicPartition partition, long offset, KafkaView.Offsets known) {
        return new OldestWaiting.Place(partition, Math.max(offset, known.oldest()));
    }

    private static Set<OldestWaiting.Place> waiting(
            Collection<Map<TopicPartition, OffsetAndMetadata>> told,
            Map<TopicPartition, KafkaView.Partition> partitions) {
        Set<OldestWaiting.Place> places = new HashSet<>();
        told.forEach(group -> group.forEach((partition, offset) -> {
            KafkaView.Partition read = partitions.get(partition);
            KafkaView.Offsets known = read == null ? null : read.offsets();
            if (known != null && offset != null && known.lag(offset.offset()) > 0) {
                places.add(place(partition, offset.offset(), known));
            }
        }));
        return places;
    }
}
