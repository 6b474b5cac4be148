package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.kafka.TopicEnd;
import io.spirula.messaging.kafka.TopicEnds;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the positions in the database, which all instances of the service move, with where the topics ended when this
 * instance began, and from then on with how far they were known to be. Topics by which nothing is decided are not waited for.
 */
final class PositionCatchUp {

    private static final Logger LOG = LoggerFactory.getLogger(PositionCatchUp.class);

    private final Supplier<Map<TopicPartition, StoredPosition>> positions;
    private final Set<String> topics;
    private final Set<String> own;

    /** What has to be read; null until Kafka was asked. */
    private @Nullable Map<TopicPartition, TopicEnd> needed;

    /** Why it is not known of these topics, or not of all of their partitions, what has to be read. */
    private Map<String, String> unknown = Map.of();

    /** Those that were made again since it was learned what has to be read. */
    private Set<String> renewed = Set.of();

    private List<TopicPartition> behind = List.of();
    private boolean complete;

    /**
     * @param positions reads all of them from the database
     * @param topics that the service reads
     * @param self it writes some of them itself
     */
    PositionCatchUp(Supplier<Map<TopicPartition, StoredPosition>> positions, Collection<Topic> topics, Service self) {
        this.positions = positions;
        this.topics = topics.stream()
                .filter(Predicate.not(Topic::inPassing))
                .map(Topic::wireName)
                .collect(Collectors.toUnmodifiableSet());
        this.own = topics.stream()
                .filter(topic -> topic.producer() == self && !topic.inPassing())
                .map(Topic::wireName)
                .collect(Collectors.toUnmodifiableSet());
        this.complete = this.topics.isEmpty();
    }

    synchronized boolean isComplete() {
        // one after the other, so that no older look is taken for a position that went back
        return needed == null ? topics.isEmpty() : look(positions.get());
    }

    /** The topics of which it is still to be learned from Kafka how much there is to read. */
    synchronized Set<String> topicsWithoutEnd() {
        if (needed == null) {
            return topics;
        }
        return Stream.concat(unknown.keySet().stream(), renewed.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** From now on everything up to these ends has to be read, too, and up to those that are not known yet. */
    synchronized void expect(TopicEnds ends) {
        Set<String> told =
                ends.known().keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Map<TopicPartition, TopicEnd> all = needed == null ? new HashMap<>() : new HashMap<>(needed);
        all.keySet().removeIf(partition -> told.contains(partition.topic()));
        all.putAll(ends.known());
        needed = all;
        unknown = ends.unknown();
        renewed = Set.of();
        behind = Stream.concat(behind.stream(), ends.known().keySet().stream())
                .distinct()
                .toList();
    }

    /** What was read may be forgotten: everything that was told by now has to be read. */
    synchronized void beginAgain() {
        needed = null;
        unknown = Map.of();
        renewed = Set.of();
        behind = List.of();
        complete = topics.isEmpty();
    }

    /** Looks at all positions, for whoever asks without a transaction. */
    synchronized void recheck() {
        if (needed != null) {
            look(positions.get());
        }
    }

    /** Whether what this service told itself was read: its word comes before what others made of it. */
    synchronized boolean knowsItsOwnWord() {
        return own.isEmpty()
                || complete
                || (needed != null
                        && Collections.disjoint(own, unknown.keySet())
                        && behind.stream().noneMatch(partition -> own.contains(partition.topic())));
    }

    boolean isOwn(Topic topic) {
        return own.contains(topic.wireName());
    }

    /** Why, by the topic. */
    synchronized Map<String, String> unread() {
        Map<String, String> unread = new TreeMap<>();
        Map<TopicPartition, TopicEnd> ends = needed;
        if (complete) {
            return unread;
        }
        if (ends == null) {
            topics.forEach(topic -> unread.put(topic, "Kafka has not told yet where it ends"));
            return unread;
        }
        behind.forEach(partition -> unread.put(
                partition.topic(),
                "partition " + partition.partition() + " is not read up to offset "
                        + Objects.requireNonNull(ends.get(partition)).offset()));
        unread.putAll(unknown);
        return unread;
    }

    private boolean look(Map<TopicPartition, StoredPosition> stored) {
        Map<TopicPartition, TopicEnd> all = needed;
        if (all == null) {
            return false;
        }
        behind = all.entrySet().stream()
                .filter(end -> !covers(stored.get(end.getKey()), end.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (!behind.isEmpty() && complete) {
            LOG.warn(
                    "READ_AGAIN: {} are not read any more as far as they were: the database was set back, or they are read"
                            + " anew. What is known here may be older than what was told until they are",
                    behind);
            beginAgain();
            return false;
        }
        renewed = behind.stream()
                .filter(partition -> isOfAnother(stored.get(partition), Objects.requireNonNull(all.get(partition))))
                .map(TopicPartition::topic)
                .collect(Collectors.toUnmodifiableSet());
        complete = behind.isEmpty() && unknown.isEmpty();
        if (complete) {
            stored.forEach((partition, position) ->
                    all.put(partition, new TopicEnd(position.topicId(), position.nextOffset())));
        }
        return complete;
    }

    /** Whether the two are of topics of one name: the position is moved to the one that there is. */
    private static boolean isOfAnother(@Nullable StoredPosition position, TopicEnd end) {
        return position != null && !position.topicId().equals(end.topicId());
    }

    private static boolean covers(@Nullable StoredPosition position, TopicEnd end) {
        return end.offset() == 0
                || (position != null
                        && position.topicId().equals(end.topicId())
                        && position.nextOffset() >= end.offset());
    }
}
