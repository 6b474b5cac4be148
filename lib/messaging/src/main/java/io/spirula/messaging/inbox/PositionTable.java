package io.spirula.messaging.inbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far partitions were read, in the database that also holds what came of it. */
final class PositionTable {

    private final JdbcClient jdbc;

    PositionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<StoredPosition> find(TopicPartition partition) {
        return jdbc.sql(
                        "SELECT topic_id, next_offset, epoch FROM consumer_position WHERE topic = :topic AND partition = :partition")
                .param("topic", partition.topic())
                .param("partition", partition.partition())
                .query((row, number) ->
                        new StoredPosition(row.getString("topic_id"), row.getLong("next_offset"), row.getLong("epoch")))
                .optional();
    }

    /** Sets where reading starts. Returns whether nobody moved the position since it was found. */
    boolean place(TopicPartition partition, long foundEpoch, String topicId, long nextOffset) {
        return jdbc.sql("""
                        INSERT INTO consumer_position (topic, partition, topic_id, next_offset, epoch)
                        VALUES (:topic, :partition, :topicId, :next, :epoch)
                        ON CONFLICT (topic, partition) DO UPDATE SET topic_id = excluded.topic_id, next_offset = excluded.next_offset,
                            read_again_until = CASE WHEN consumer_position.topic_id = excluded.topic_id
                                AND consumer_position.read_again_until > excluded.next_offset
                                THEN consumer_position.read_again_until END
                        WHERE consumer_position.epoch = excluded.epoch
                        """)
                        .param("topic", partition.topic())
                        .param("partition", partition.partition())
                        .param("topicId", topicId)
                        .param("next", nextOffset)
                        .param("epoch", foundEpoch)
                        .update()
                == 1;
    }

    /**
     * Takes a record. To be called in the transaction that stores what comes of it.
     *
     * @param next the offset after it
     * @throws PositionMovedException when the database is not where this reader is: somebody else reads the partition, or what
     *     was read before is forgotten
     */
    void advance(TopicPartition partition, Cursor cursor, long next) {
        int updated = jdbc.sql("""
                        UPDATE consumer_position SET next_offset = :next,
                            read_again_until = CASE WHEN read_again_until > :next THEN read_again_until END
                        WHERE topic = :topic AND partition = :partition
                          AND topic_id = :topicId AND epoch = :epoch AND next_offset = :expected
                        """)
                .param("topic", partition.topic())
                .param("partition", partition.partition())
                .param("topicId", cursor.topicId())
                .param("epoch", cursor.epoch())
                .param("expected", cursor.next())
                .param("next", next)
                .update();
        if (updated == 0) {
            throw new PositionMovedException(partition.topic(), partition.partition(), cursor.next());
        }
    }

    /** Waits for whoever takes a record of the partition, and keeps others from it until the transaction ends. */
    void hold(TopicPartition partition) {
        jdbc.sql("SELECT FROM consumer_position WHERE topic = :topic AND partition = :partition FOR UPDATE")
                .param("topic", partition.topic())
                .param("partition", partition.partition())
                .query((row, number) -> number)
                .list();
    }

    /** Sets all partitions of the topics back to their beginning and tells their readers. */
    void reset(Collection<String> topics) {
        jdbc.sql("""
                        UPDATE consumer_position SET next_offset = 0, epoch = epoch + 1,
                            read_again_until = nullif(greatest(next_offset, read_again_until), 0)
                        WHERE topic IN (:topics)
                        """).param("topics", topics).update();
    }

    /** Whether a partition of the topic was set back and is not yet read as far as it was then. */
    boolean isReadAgain(String topic) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM consumer_position WHERE topic = :topic AND read_again_until IS NOT NULL)
                        """).param("topic", topic).query(Boolean.class).single();
    }

    Map<TopicPartition, StoredPosition> all() {
        Map<TopicPartition, StoredPosition> all = new HashMap<>();
        jdbc.sql("SELECT topic, partition, topic_id, next_offset, epoch FROM consumer_position")
                .query(row -> {
                    all.put(
                            new TopicPartition(row.getString("topic"), row.getInt("partition")),
                            new StoredPosition(
                                    row.getString("topic_id"), row.getLong("next_offset"), row.getLong("epoch")));
                });
        return all;
    }
}
