package io.spirula.messaging.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * The partitions of some topics as the broker describes them; topics that do not exist have none.
 *
 * @param topicIds the broker's id of the topic, by each partition that can be asked
 * @param unreadable why not all of a topic can be asked, by the topic
 */
public record PartitionsSeen(Map<TopicPartition, String> topicIds, Map<String, String> unreadable) {

    public PartitionsSeen {
        topicIds = Map.copyOf(topicIds);
        unreadable = Map.copyOf(unreadable);
    }

    /** Those that exist, or may. */
    public Set<String> topics() {
        return Stream.concat(topicIds.keySet().stream().map(TopicPartition::topic), unreadable.keySet().stream())
                .collect(Collectors.toSet());
    }

    /**
     * @param denied why those topics may not be described that this service may not see
     */
    static PartitionsSeen of(Collection<TopicDescription> topics, Map<String, String> denied) {
        Map<TopicPartition, String> topicIds = new HashMap<>();
        Map<String, String> unreadable = new TreeMap<>(denied);
        for (TopicDescription topic : topics) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                if (partition.leader() == null || partition.leader().isEmpty()) {
                    unreadable.put(
                            topic.name(),
                            "no broker leads partition " + partition.partition() + "; start the brokers that have it: "
                                    + partition.replicas());
                } else {
                    topicIds.put(
                            new TopicPartition(topic.name(), partition.partition()),
                            topic.topicId().toString());
                }
            }
        }
        return new PartitionsSeen(topicIds, unreadable);
    }
}
