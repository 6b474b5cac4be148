package io.spirula.scheduler.kafka;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Kafka at one moment, as far as it is Spirula's.
 *
 * @param at when it was read
 * @param brokers how many there are
 * @param topics by name
 * @param groups by name
 * @param unknown why it is not known, by what is not known
 */
record KafkaView(Instant at, int brokers, List<Topic> topics, List<Group> groups, Map<String, String> unknown) {

    KafkaView {
        topics = topics.stream().sorted(Comparator.comparing(Topic::name)).toList();
        groups = groups.stream().sorted(Comparator.comparing(Group::name)).toList();
        unknown = Map.copyOf(unknown);
    }

    /**
     * @param name of the topic
     * @param kept how long records stay; null when it is not known
     * @param partitions in the order of their numbers
     */
    record Topic(String name, @Nullable Kept kept, List<Partition> partitions) {

        Topic {
            partitions = List.copyOf(partitions);
        }

        /**
         * Places of records that are kept; some may be empty, or hold what belongs to transactions. Null when it is not known of all
         * partitions.
         */
        @Nullable
        Long records() {
            long records = 0;
            for (Partition partition : partitions) {
                Offsets offsets = partition.offsets();
                if (offsets == null) {
                    return null;
                }
                records += offsets.end() - offsets.oldest();
            }
            return records;
        }

        long leaderless() {
            return partitions.stream()
                    .filter(partition -> partition.leader() < 0)
                    .count();
        }

        /** Of the partition that has the fewest. */
        int replicas() {
            return partitions.stream().mapToInt(Partition::replicas).min().orElse(0);
        }

        long underReplicated() {
            return partitions.stream().filter(Partition::isUnderReplicated).count();
        }
    }

    /**
     * @param millis how long records stay; null when the newest of each key stays for ever
     */
    record Kept(@Nullable Long millis) {}

    /**
     * @param number of the partition
     * @param leader the broker that leads it; -1 when none does
     * @param replicas how many brokers shall have it
     * @param inSync how many of them have all of it
     * @param offsets of what it holds; null when they are not known
     */
    record Partition(
            int number,
            int leader,
            int replicas,
            int inSync,
            @Nullable Offsets offsets) {

        boolean isUnderReplicated() {
            return inSync < replicas;
        }
    }

    /**
     * @param oldest the first offset that is kept
     * @param end the offset that the next record gets
     */
    record Offsets(long oldest, long end) {

        /** Records that were not taken yet: those of an offset that is not kept any more can not be. */
        long lag(long offset) {
            return Math.max(0, end - Math.max(offset, oldest));
        }
    }

    /**
     * @param name of the consumer group
     * @param members instances that read now; null when it is not known
     * @param readings how far it is, by partition
     */
    record Group(String name, @Nullable Integer members, List<Reading> readings) {

        Group {
            readings = readings.stream()
                    .sorted(Comparator.comparing(
                                    (Reading reading) -> reading.partition().topic())
                            .thenComparing(reading -> reading.partition().partition()))
                    .toList();
        }

        Map<String, List<Reading>> byTopic() {
            return readings.stream()
                    .collect(Collectors.groupingBy(
                            reading -> reading.partition().topic(), TreeMap::new, Collectors.toUnmodifiableList()));
        }
    }

    /**
     * @param partition that is read
     * @param offset of the first record that was not taken, as the group told Kafka
     * @param lag records from there to the end; null when the end is not known
     * @param lagSeconds age of the oldest record that was not taken; zero when there is none, NaN when it is not known
     */
    record Reading(
            TopicPartition partition, long offset, @Nullable Long lag, double lagSeconds) {

        /** Null when it is not known of all of them. */
        static @Nullable Long lag(List<Reading> readings) {
            long sum = 0;
            for (Reading reading : readings) {
                Long lag = reading.lag();
                if (lag == null) {
                    return null;
                }
                sum += lag;
            }
            return sum;
        }
    }

    /**
     * @param timestampMillis of the oldest record that was not taken; null when there is none
     */
    static double lagSeconds(@Nullable Long timestampMillis, Instant now) {
        return timestampMillis == null ? 0 : Math.max(0, (now.toEpochMilli() - timestampMillis) / 1000.0);
    }
}
