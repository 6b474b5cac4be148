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
 * @param unknown why Kafka did not tell something, by what it is
 * @param deadLettersUnknown why it is not known how many dead letters a service has
 */
record TopicsView(
        Instant at,
        int brokers,
        List<TopicView> topics,
        List<GroupView> groups,
        Map<String, String> unknown,
        Map<Service, String> deadLettersUnknown) {

    /**
     * @param name of the topic
     * @param partitions how many
     * @param replicas of the partition that has the fewest
     * @param underReplicated partitions of which not all replicas are in sync
     * @param leaderless partitions that no broker leads: nobody can read or write them
     * @param retentionKnown whether Kafka told how long records stay
     * @param retention how long; null when the newest of each key stays for ever, and when it is not known
     * @param records at most so many are kept: places of compacted ones and of markers count, too; null when it is not known of all
     *     partitions
     */
    record TopicView(
            String name,
            int partitions,
            int replicas,
            long underReplicated,
            long leaderless,
            boolean retentionKnown,
            @Nullable Duration retention,
            @Nullable Long records) {

        static TopicView of(KafkaView.Topic topic) {
            KafkaView.Kept kept = topic.kept();
            Long retention = kept == null ? null : kept.millis();
            return new TopicView(
                    topic.name(),
                    topic.partitions().size(),
                    topic.replicas(),
                    topic.underReplicated(),
                    topic.leaderless(),
                    kept != null,
                    retention == null || retention < 0 ? null : Duration.ofMillis(retention),
                    topic.records());
        }
    }

    /**
     * @param name of the consumer group
     * @param members instances that read now; null when it is not known
     * @param topics how far it is with each
     */
    record GroupView(String name, @Nullable Integer members, List<ReadingView> topics) {}

    /**
     * @param topic that is read
     * @param lag records that were not taken yet; null when it is not known of all partitions
     * @param lagSeconds age of the oldest of them; null when it is not known
     * @param deadLetters open ones of this reader; null when it is not known
     */
    record ReadingView(
            String topic,
            @Nullable Long lag,
            @Nullable Double lagSeconds,
            @Nullable Long deadLetters) {}
}
