package io.spirula.messaging.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
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
     * @throws KafkaException when it does not answer
     */
    public Map<String, String> topicIds(Collection<String> topics) throws InterruptedException {
        Map<String, String> ids = new HashMap<>();
        for (TopicDescription topic : existing(topics)) {
            ids.put(topic.name(), topic.topicId().toString());
        }
        return ids;
    }

    /**
     * Where those of these topics end that exist.
     *
     * @throws KafkaException when it does not answer
     */
    public Map<TopicPartition, TopicEnd> ends(Collection<String> topics) throws InterruptedException {
        Map<TopicPartition, String> topicIds = new HashMap<>();
        for (TopicDescription topic : existing(topics)) {
            topic.partitions()
                    .forEach(partition -> topicIds.put(
                            new TopicPartition(topic.name(), partition.partition()),
                            topic.topicId().toString()));
        }
        ListOffsetsResult latest = admin.listOffsets(
                topicIds.keySet().stream().collect(Collectors.toMap(Function.identity(), any -> OffsetSpec.latest())));
        Map<TopicPartition, TopicEnd> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, String> partition : topicIds.entrySet()) {
            try {
                long offset = latest.partitionResult(partition.getKey()).get().offset();
                ends.put(partition.getKey(), new TopicEnd(partition.getValue(), offset));
            } catch (ExecutionException e) {
                throw new KafkaException(e.getCause() == null ? e : e.getCause());
            }
        }
        return ends;
    }

    private List<TopicDescription> existing(Collection<String> topics) throws InterruptedException {
        List<TopicDescription> existing = new ArrayList<>();
        for (KafkaFuture<TopicDescription> topic :
                admin.describeTopics(topics).topicNameValues().values()) {
            try {
                existing.add(topic.get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new KafkaException(e.getCause() == null ? e : e.getCause());
                }
            }
        }
        return existing;
    }
}
