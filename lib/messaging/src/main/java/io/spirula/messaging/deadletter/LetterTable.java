package io.spirula.messaging.deadletter;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DeadLetterState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What became of the records that were put aside. Changes belong to the caller's transaction. Safe for use by many threads. */
public final class LetterTable {

    private final JdbcClient jdbc;
    private final Service service;

    /**
     * @param service whose table it is
     */
    public LetterTable(JdbcClient jdbc, Service service) {
        this.jdbc = jdbc;
        this.service = service;
    }

    /**
     * @param orderKey null for a record that waits for no other one
     */
    public Standing standing(LetterOrigin origin, @Nullable OrderKey orderKey) {
        DeadLetterState own = jdbc.sql("SELECT state FROM dead_letter WHERE id = :id")
                .param("id", origin.letter())
                .query(String.class)
                .optional()
                .map(state -> DeadLetterState.valueOf(state.toUpperCase(Locale.ROOT)))
                .orElse(null);
        return new Standing(own, orderKey == null ? null : headBefore(origin, orderKey));
    }

    private @Nullable UUID headBefore(LetterOrigin origin, OrderKey orderKey) {
        return jdbc.sql("""
                        SELECT head FROM open_dead_letter
                        WHERE topic = :topic AND order_key = :key
                          AND NOT (topic_id = :topicId AND partition = :partition AND record_offset >= :offset)
                        LIMIT 1
                        """)
                .param("topic", orderKey.topic())
                .param("key", bytes(orderKey))
                .param("topicId", origin.topicId())
                .param("partition", origin.partition())
                .param("offset", origin.offset())
                .query(UUID.class)
                .optional()
                .orElse(null);
    }

    /** Remembers it as open, also when it was replayed before and its record was read again. */
    public void put(PutAside aside) {
        DeadLetter letter = aside.letter();
        LetterOrigin origin = letter.origin();
        OrderKey orderKey = letter.orderKey();
        jdbc.sql("""
                        INSERT INTO dead_letter (id, topic, topic_id, partition, record_offset, order_key, letter_topic,
                            letter_partition, letter_offset, shown_key, type, event_id, reason, message, parked)
                        VALUES (:id, :topic, :topicId, :partition, :offset, :orderKey, :letterTopic,
                            :letterPartition, :letterOffset, :shownKey, :type, :event, :reason, :message, :parked)
                        ON CONFLICT (id) DO UPDATE SET order_key = excluded.order_key, letter_topic = excluded.letter_topic,
                            letter_partition = excluded.letter_partition, letter_offset = excluded.letter_offset,
                            reason = excluded.reason, message = excluded.message, parked = excluded.parked, state = 'open',
                            since = now(), asked_by = NULL, ended_at = NULL, ended_by = NULL
                        """)
                .param("id", origin.letter())
                .param("topic", origin.topic())
                .param("topicId", origin.topicId())
                .param("partition", origin.partition())
                .param("offset", origin.offset())
                .param("orderKey", orderKey == null ? null : bytes(orderKey))
                .param("letterTopic", aside.place().topic())
                .param("letterPartition", aside.place().partition())
                .param("letterOffset", aside.place().offset())
                .param("shownKey", letter.shownKey())
                .param("type", letter.shownHeader("ce_type"))
                .param("event", letter.shownHeader("ce_id"))
                .param("reason", letter.cause().reason())
                .param("message", letter.cause().message())
                .param("parked", letter.cause().isWaiting())
                .update();
    }

    public Optional<Letter> find(UUID id) {
        return jdbc.sql("SELECT * FROM dead_letter WHERE id = :id")
                .param("id", id)
                .query(this::letter)
                .optional();
    }

    /** The open one that goes first. */
    public Optional<Letter> first(OrderKey orderKey) {
        return jdbc.sql("SELECT * FROM open_dead_letter WHERE topic = :topic AND order_key = :key AND id = head")
                .param("topic", orderKey.topic())
                .param("key", bytes(orderKey))
                .query(this::letter)
                .optional();
    }

    /** Keys whose first letter is to be handled now, longest waiting first. */
    public List<OrderKey> due(int limit) {
        return jdbc.sql("""
                        SELECT topic, order_key FROM open_dead_letter
                        WHERE id = head AND (parked OR asked_by IS NOT NULL) ORDER BY nr LIMIT :limit
                        """)
                .param("limit", limit)
                .query((row, number) -> orderKey(row))
                .list();
    }

    /** Returns what is to be woken; empty when it is not open, or can not be handled, or waits for another one. */
    public Optional<OrderKey> askReplay(UUID id, String by) {
        return jdbc.sql("""
                        UPDATE dead_letter SET asked_by = :by
                        WHERE id = :id AND id IN (SELECT head FROM open_dead_letter WHERE id = :id)
                        RETURNING topic, order_key
                        """)
                .param("id", id)
                .param("by", by)
                .query((row, number) -> orderKey(row))
                .optional();
    }

    /** Returns what is to be woken: what waited for it goes on. Empty when it is not open, or nothing waits for it. */
    public Optional<OrderKey> discard(UUID id, String by) {
        return jdbc.sql("""
                        UPDATE dead_letter SET state = 'discarded', ended_at = now(), ended_by = :by, asked_by = NULL
                        WHERE id = :id AND state = 'open' RETURNING topic, order_key
                        """)
                .param("id", id)
                .param("by", by)
                .query((row, number) -> Optional.ofNullable(row.getBytes("order_key") == null ? null : orderKey(row)))
                .optional()
                .flatMap(key -> key);
    }

    /** It was handled. One that only waited has nobody who asked. */
    public void replayed(UUID id) {
        jdbc.sql("""
                        UPDATE dead_letter SET state = 'replayed', ended_at = now(), ended_by = asked_by, asked_by = NULL
                        WHERE id = :id AND state = 'open'
                        """).param("id", id).update();
    }

    /** It could not be handled this time either: it waits for a decision, and those behind it wait for it. */
    public void failed(UUID id, Cause cause) {
        jdbc.sql("""
                        UPDATE dead_letter SET reason = :reason, message = :message, parked = false, asked_by = NULL
                        WHERE id = :id AND state = 'open'
                        """)
                .param("id", id)
                .param("reason", cause.reason())
                .param("message", cause.message())
                .update();
    }

    /** Forgets a bounded number of letters that were replayed longer ago than this. Discarded ones are kept: they pass. */
    public void prune(Duration keep) {
        jdbc.sql("""
                        DELETE FROM dead_letter WHERE id IN (
                            SELECT id FROM dead_letter
                            WHERE state = 'replayed' AND ended_at < now() - make_interval(secs => :keep) LIMIT 10000)
                        """).param("keep", (double) keep.toSeconds()).update();
    }

    private Letter letter(ResultSet row, int number) throws SQLException {
        return new Letter(
                row.getObject("id", UUID.class),
                new LetterOrigin(
                        service,
                        row.getString("topic"),
                        row.getString("topic_id"),
                        row.getInt("partition"),
                        row.getLong("record_offset")),
                row.getBytes("order_key") == null ? null : orderKey(row),
                new LetterPlace(
                        row.getString("letter_topic"), row.getInt("letter_partition"), row.getLong("letter_offset")),
                row.getBoolean("parked"),
                row.getString("asked_by"));
    }

    private static OrderKey orderKey(ResultSet row) throws SQLException {
        return new OrderKey(row.getString("topic"), HexFormat.of().formatHex(row.getBytes("order_key")));
    }

    private static byte[] bytes(OrderKey key) {
        return HexFormat.of().parseHex(key.digest());
    }
}
