package io.spirula.messaging.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
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
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                ids.put(topic.getKey(), topic.getValue().get().topicId().toString());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new KafkaException(e.getCause() == null ? e : e.getCause());
                }
            }
        }
        return ids;
    }
}
