package io.spirula.messaging.inbox;

import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.Outage;
import io.spirula.messaging.kafka.PartitionsSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Finds where to go on reading, and notices when that is somewhere else by now. A partition that has no place is paused, so
 * that not a single record is taken from a wrong one. One thread.
 */
final class PartitionPlacement {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionPlacement.class);
    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration POSITION_CHECK = Duration.ofSeconds(1);
    /** While others wait for what is read. */
    private static final Duration QUICK_CHECK = Duration.ofMillis(100);

    private static final Duration TOPIC_CHECK = Duration.ofSeconds(5);

    /** Shorter than it takes to delete a topic, to make it again, and for a client to find it. */
    private static final Duration CONFIRMED = Duration.ofMillis(250);

    private final PositionTable positions;
    private final BrokerView broker;
    private final Gaps gaps;
    private final PositionCatchUp catchUp;
    private final Outage outage = new Outage(LOG, "POSITIONS_UNKNOWN: it is not known where to read on");
    private long positionsChecked = System.nanoTime();
    private long endsAsked = System.nanoTime() - RETRY.toNanos();
    private long topicsChecked = System.nanoTime();

    PartitionPlacement(PositionTable positions, BrokerView broker, Gaps gaps, PositionCatchUp catchUp) {
        this.positions = positions;
        this.broker = broker;
        this.gaps = gaps;
        this.catchUp = catchUp;
    }

    /** Places those that have no place and are not held back. */
    void place(Consumer<byte[], byte[]> consumer, Collection<PartitionReader> readers) throws InterruptedException {
        List<PartitionReader> unplaced = readers.stream()
                .filter(reader -> reader.cursor() == null && reader.heldNanos() <= 0)
                .toList();
        if (unplaced.isEmpty()) {
            return;
        }
        unplaced.forEach(reader -> reader.hold(RETRY.toNanos()));
        try {
            PartitionsSeen seen = broker.partitions(topicsOf(unplaced));
            List<TopicPartition> partitions = unplaced.stream()
                    .map(PartitionReader::partition)
                    .filter(seen.topicIds()::containsKey)
                    .toList();
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, BROKER_TIMEOUT);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, BROKER_TIMEOUT);
            for (PartitionReader reader : unplaced) {
                TopicPartition partition = reader.partition();
                String topicId = seen.topicIds().get(partition);
                Long beginning = beginnings.get(partition);
                Long end = ends.get(partition);
                if (topicId != null && beginning != null && end != null) {
                    place(consumer, reader, topicId, beginning, end);
                }
            }
            tellUnreadable(seen.unreadable());
        } catch (KafkaException | DataAccessException | TransactionException e) {
            outage.failed(e);
        }
    }

    private void tellUnreadable(Map<String, String> topics) {
        if (topics.isEmpty()) {
            outage.over();
        } else {
            outage.failed(new KafkaException("not all topics can be read: " + new TreeMap<>(topics)));
        }
    }

    private void place(
            Consumer<byte[], byte[]> consumer, PartitionReader reader, String topicId, long beginning, long end) {
        TopicPartition partition = reader.partition();
        Optional<StoredPosition> stored = positions.find(partition);
        long epoch = stored.map(StoredPosition::epoch).orElse(0L);
        StartPosition start = StartPosition.decide(stored.orElse(null), topicId, beginning, end);
        if (start.finding() != null) {
            if (stored.isPresent() && stored.get().nextOffset() > 0) {
                LOG.warn("POSITION_LOST: {} is read from {}: {}", partition, start.offset(), start.finding());
            }
            if (!gaps.cross(
                    new Gap(reader.topic(), partition.partition(), stored.orElse(null), topicId, start.offset()),
                    () -> positions.place(partition, epoch, topicId, start.offset()))) {
                return;
            }
        }
        consumer.seek(partition, start.offset());
        reader.place(new Cursor(topicId, epoch, start.offset()));
    }

    /**
     * Takes the place from those whose stored position is not theirs any more and those whose topic is not the same any more,
     * and sees how far the service has caught up.
     */
    void recheck(Consumer<byte[], byte[]> consumer, Collection<PartitionReader> readers) throws InterruptedException {
        try {
            Set<String> withoutEnd = catchUp.topicsWithoutEnd();
            if (!withoutEnd.isEmpty() && isOlder(endsAsked, RETRY)) {
                endsAsked = System.nanoTime();
                catchUp.expect(broker.ends(withoutEnd));
            }
            boolean waited = !catchUp.unread().isEmpty();
            if (isOlder(positionsChecked, waited ? QUICK_CHECK : POSITION_CHECK)) {
                positionsChecked = System.nanoTime();
                recheckPositions(consumer, readers);
                catchUp.recheck();
            }
            if (isOlder(topicsChecked, TOPIC_CHECK)) {
                recheckTopics(readers);
            }
        } catch (KafkaException | DataAccessException | TransactionException e) {
            outage.failed(e);
        }
    }

    private void recheckPositions(Consumer<byte[], byte[]> consumer, Collection<PartitionReader> readers) {
        Map<TopicPartition, StoredPosition> stored = positions.all();
        List<TopicPartition> forgotten = new ArrayList<>();
        for (PartitionReader reader : readers) {
            Cursor cursor = reader.cursor();
            StoredPosition position = stored.get(reader.partition());
            if (cursor == null) {
                continue;
            }
            if (position != null && cursor.agrees(position)) {
                passMarkers(consumer, reader, cursor);
            } else {
                if (position == null || cursor.isAheadOf(position)) {
                    forgotten.add(reader.partition());
                }
                reader.displace();
            }
        }
        if (!forgotten.isEmpty()) {
            LOG.warn("POSITION_SET_BACK: {} are read again from where the database is: it was set back", forgotten);
            catchUp.beginAgain();
        }
    }

    /** What is no record, as the end of a transaction, is read by going past it. All that was polled is taken by now. */
    private void passMarkers(Consumer<byte[], byte[]> consumer, PartitionReader reader, Cursor cursor) {
        try {
            long reached = consumer.position(reader.partition(), Duration.ZERO);
            if (reached > cursor.next()) {
                positions.advance(reader.partition(), cursor, reached);
                reader.taken(cursor, reached - 1);
            }
        } catch (TimeoutException e) {
            LOG.debug("The position of {} is being looked up", reader.partition(), e);
        } catch (PositionMovedException e) {
            reader.displace();
        }
    }

    /** Whether a topic may be read: what the service told itself comes first. */
    boolean mayRead(PartitionReader reader) {
        return catchUp.knowsItsOwnWord() || catchUp.isOwn(reader.topic());
    }

    /**
     * To be called between polling records and taking them, since the client goes on at the same offset when a topic was
     * made again. Returns whether what was polled can be trusted wherever the reader still has a place.
     */
    boolean confirm(Collection<PartitionReader> readers) throws InterruptedException {
        try {
            if (isOlder(topicsChecked, CONFIRMED)) {
                recheckTopics(readers);
            }
            return true;
        } catch (KafkaException e) {
            outage.failed(e);
            return false;
        }
    }

    private void recheckTopics(Collection<PartitionReader> readers) throws InterruptedException {
        if (readers.isEmpty()) {
            return;
        }
        Map<String, String> ids = topicIds(readers);
        displaceIf(
                readers,
                (reader, cursor) ->
                        !cursor.topicId().equals(ids.get(reader.partition().topic())));
        topicsChecked = System.nanoTime();
    }

    private static boolean isOlder(long nanos, Duration age) {
        return System.nanoTime() - nanos >= age.toNanos();
    }

    private Map<String, String> topicIds(Collection<PartitionReader> readers) throws InterruptedException {
        return broker.topicIds(topicsOf(readers));
    }

    private static Set<String> topicsOf(Collection<PartitionReader> readers) {
        return readers.stream().map(reader -> reader.partition().topic()).collect(Collectors.toSet());
    }

    private static void displaceIf(Collection<PartitionReader> readers, BiPredicate<PartitionReader, Cursor> wrong) {
        for (PartitionReader reader : readers) {
            Cursor cursor = reader.cursor();
            if (cursor != null && wrong.test(reader, cursor)) {
                reader.displace();
            }
        }
    }
}
