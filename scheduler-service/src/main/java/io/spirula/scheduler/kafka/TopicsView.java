package io.spirula.scheduler.kafka;

import io.spirula.contracts.event.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Topics and who reads them, as the API shows it.
 *
 * @param at when Kafka was asked
 * @param brokers how many there are
 * @param topics by name
 * @param groups by name
 * @param deadLettersUnknown why it is not known how many dead letters a service has
 */
record TopicsView(
        Instant at,
        int brokers,
        List<TopicView> topics,
        List<GroupView> groups,
        Map<Service, String> deadLettersUnknown) {

    /**
     * @param name of the topic
     * @param partitions how many
     * @param replicas of the partition that has the fewest
     * @param underReplicated partitions of which not all replicas are in sync
     * @param retention how long records stay; null when the newest of each key stays for ever
     * @param records at most so many are kept: places of compacted ones and of markers count, too
     */
    record TopicView(
            String name,
            int partitions,
            int replicas,
            long underReplicated,
            @Nullable Duration retention,
            long records) {

        static TopicView of(KafkaView.Topic topic) {
            Long retention = topic.retentionMillis();
            return new TopicView(
                    topic.name(),
                    topic.partitions().size(),
                    topic.replicas(),
                    topic.underReplicated(),
                    retention == null || retention < 0 ? null : Duration.ofMillis(retention),
                    topic.records());
        }
    }

    /**
     * @param name of the consumer group
     * @param members instances that read now
     * @param topics how far it is with each
     */
    record GroupView(String name, int members, List<ReadingView> topics) {}

    /**
     * @param topic that is read
     * @param lag records that were not taken yet
     * @param lagSeconds age of the oldest of them; null when it is not known
     * @param deadLetters open ones of this reader; null when it is not known
     */
    record ReadingView(
            String topic,
            long lag,
            @Nullable Double lagSeconds,
            @Nullable Long deadLetters) {}
}
