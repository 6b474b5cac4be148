package io.spirula.messaging.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which topics there are now. Thread-safe. */
public final class BrokerView {

    private final Admin admin;

    public BrokerView(Admin admin) {
        this.admin = admin;
    }

    /**
     * The broker's ids of those topics that exist.
     *
     * @throws KafkaException when it does not answer, or does not let this service know
     */
    public Map<String, String> topicIds(Collection<String> topics) throws InterruptedException {
        return ids(existing(topics));
    }

    /**
     * The broker's ids of those topics that exist and that it lets this service know of.
     *
     * @throws KafkaException when it does not answer
     */
    public Map<String, String> visibleTopicIds(Collection<String> topics) throws InterruptedException {
        return ids(existing(topics, (topic, denied) -> {}));
    }

    private static Map<String, String> ids(List<TopicDescription> topics) {
        Map<String, String> ids = new HashMap<>();
        topics.forEach(topic -> ids.put(topic.name(), topic.topicId().toString()));
        return ids;
    }

    /**
     * The partitions of those of these topics that exist, and which of them cannot be read now.
     *
     * @throws KafkaException when it does not answer
     */
    public PartitionsSeen partitions(Collection<String> topics) throws InterruptedException {
        Map<String, String> denied = new HashMap<>();
        return PartitionsSeen.of(
                existing(topics, (topic, e) -> denied.put(topic, String.valueOf(e.getMessage()))), denied);
    }

    /**
     * Where those of these topics end that exist. One that cannot be read keeps none of the others from being known.
     *
     * @throws KafkaException when it does not answer
     */
    public TopicEnds ends(Collection<String> topics) throws InterruptedException {
        PartitionsSeen seen = partitions(topics);
        Map<TopicPartition, String> topicIds = seen.topicIds();
        Map<String, String> unknown = new HashMap<>(seen.unreadable());
        ListOffsetsResult latest = admin.listOffsets(
                topicIds.keySet().stream().collect(Collectors.toMap(Function.identity(), any -> OffsetSpec.latest())));
        Map<TopicPartition, TopicEnd> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, String> partition : topicIds.entrySet()) {
            try {
                long offset = latest.partitionResult(partition.getKey()).get().offset();
                ends.put(partition.getKey(), new TopicEnd(partition.getValue(), offset));
            } catch (ExecutionException e) {
                unknown.put(
                        partition.getKey().topic(),
                        "the end of partition " + partition.getKey().partition() + " is not told: " + e.getCause());
            }
        }
        return new TopicEnds(ends, unknown);
    }

    private List<TopicDescription> existing(Collection<String> topics) throws InterruptedException {
        return existing(topics, (topic, denied) -> {
            throw denied;
        });
    }

    private List<TopicDescription> existing(Collection<String> topics, BiConsumer<String, KafkaException> ifDenied)
            throws InterruptedException {
        List<TopicDescription> existing = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                existing.add(topic.getValue().get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicAuthorizationException) {
                    String what = "topic " + topic.getKey();
                    ifDenied.accept(topic.getKey(), Denied.of(Set.of(AclOperation.DESCRIBE), what, e.getCause()));
                } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new KafkaException(e.getCause() == null ? e : e.getCause());
                }
            }
        }
        return existing;
    }

    /**
     * Which of these topics this service can use.
     *
     * @param right that it needs
     * @throws KafkaException when the broker does not answer
     */
    public Map<String, TopicStanding> standings(Collection<String> topics, AclOperation right)
            throws InterruptedException {
        Map<String, TopicStanding> standings = new HashMap<>();
        DescribeTopicsOptions withRights = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics, withRights).topicNameValues().entrySet()) {
            standings.put(topic.getKey(), standing(topic.getValue(), right));
        }
        return standings;
    }

    private static TopicStanding standing(KafkaFuture<TopicDescription> description, AclOperation right)
            throws InterruptedException {
        try {
            Set<AclOperation> rights = description.get().authorizedOperations();
            return rights == null || rights.contains(right) ? TopicStanding.OPEN : TopicStanding.DENIED;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return TopicStanding.MISSING;
            }
            if (e.getCause() instanceof TopicAuthorizationException) {
                return TopicStanding.DENIED;
            }
            throw new KafkaException(e.getCause() == null ? e : e.getCause());
        }
    }
}
