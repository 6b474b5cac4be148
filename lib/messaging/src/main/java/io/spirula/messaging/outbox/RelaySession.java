package io.spirula.messaging.outbox;

import io.spirula.messaging.wire.OutgoingEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * A database session of a relay: the right to publish is a lock of the session, so it ends with it. PostgreSQL ends the
 * session when it hears nothing for a while, also when the process is only stopped and its connection lives on. Not
 * safe for use by many threads.
 */
final class RelaySession implements AutoCloseable {

    static final String CHANNEL_PREFIX = "spirula_outbox_";

    static final int PRUNED_AT_ONCE = 10_000;

    private static final long MAX_BATCH_BYTES = 4L * 1024 * 1024;

    private static final String WAITING = "SELECT * FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT ?";

    /**
     * Steps from topic to topic through the index, and takes the oldest rows of each. The bounds in place of an equality, and
     * the order by both, are met by the index of both alone: else PostgreSQL would go through the rows of all topics.
     */
    private static final String WAITING_OF_TOPICS = """
            WITH RECURSIVE topics AS (
                (SELECT topic FROM outbox WHERE published_at IS NULL ORDER BY topic LIMIT 1)
                UNION ALL
                SELECT (SELECT topic FROM outbox WHERE published_at IS NULL AND topic > topics.topic ORDER BY topic LIMIT 1)
                FROM topics WHERE topics.topic IS NOT NULL)
            SELECT oldest.* FROM topics CROSS JOIN LATERAL (
                SELECT * FROM outbox
                WHERE published_at IS NULL AND outbox.topic >= topics.topic AND outbox.topic <= topics.topic
                ORDER BY outbox.topic, outbox.position LIMIT ?) oldest
            WHERE topics.topic <> ALL (?) ORDER BY oldest.position LIMIT ?""";

    private static final String FIRST_BYTES = """
            SELECT * FROM (
                SELECT waiting.*, sum(coalesce(octet_length(payload), 0)) OVER (ORDER BY position)
                    - coalesce(octet_length(payload), 0) AS before
                FROM (%s) waiting) batch
            WHERE before < ? ORDER BY position
            """;

    /**
     * @param position together with the id says which telling it is
     */
    record Row(long position, long sequence, OutgoingEvent event) {}

    private final Connection connection;

    private RelaySession(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param dropAfter silence after which PostgreSQL ends the session
     */
    static RelaySession open(RelayConnections connections, Duration dropAfter) throws SQLException {
        RelaySession session = new RelaySession(connections.open());
        try {
            session.execute("SET idle_session_timeout = " + dropAfter.toMillis());
            session.execute("SELECT set_config('application_name', 'spirula-relay ' || current_schema(), false)");
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    /** Whether this session is the one that publishes now. */
    boolean tryLock() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pg_try_advisory_lock(hashtextextended('"
                        + CHANNEL_PREFIX + "' || current_schema(), 0))")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    void listen() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT quote_ident('" + CHANNEL_PREFIX + "' || current_schema())")) {
            rows.next();
            String channel = rows.getString(1);
            statement.execute("LISTEN " + channel);
        }
    }

    /** Returns when something was committed to the outbox since the last call, or after the limit. */
    void awaitCommit(Duration limit) throws SQLException {
        connection.unwrap(PGConnection.class).getNotifications((int) limit.toMillis());
    }

    /** The oldest rows that nobody published yet, as many as fit, but for those topics: their rows are not even looked at. */
    List<Row> unpublished(int limit, Set<String> withoutTopics) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                FIRST_BYTES.formatted(withoutTopics.isEmpty() ? WAITING : WAITING_OF_TOPICS))) {
            int parameter = 1;
            if (!withoutTopics.isEmpty()) {
                statement.setInt(parameter++, limit);
                statement.setArray(parameter++, connection.createArrayOf("text", withoutTopics.toArray()));
            }
            statement.setInt(parameter++, limit);
            statement.setLong(parameter, MAX_BATCH_BYTES);
            List<Row> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(row(rows));
                }
            }
            return found;
        }
    }

    /** A row that was told anew in the meantime stays unpublished. */
    void markPublished(List<Row> published) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE outbox SET published_at = now()
                FROM unnest(?::uuid[], ?::bigint[]) AS sent (id, position)
                WHERE outbox.id = sent.id AND outbox.position = sent.position
                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid",
                            published.stream().map(row -> row.event().id()).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", published.stream().map(Row::position).toArray()));
            statement.executeUpdate();
        }
    }

    /** A bounded number of a topic's rows are to be published again, in their old order. Returns how many. */
    int unmarkPublished(String topic, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE outbox SET published_at = NULL WHERE id IN (
                    SELECT id FROM outbox WHERE topic = ? AND published_at IS NOT NULL LIMIT ?)
                """)) {
            statement.setString(1, topic);
            statement.setInt(2, limit);
            return statement.executeUpdate();
        }
    }

    /** By topic, the broker's id of the one on which everything was told. */
    Map<String, String> toldTopics() throws SQLException {
        Map<String, String> told = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT topic, topic_id FROM told_topic")) {
            while (rows.next()) {
                told.put(rows.getString("topic"), rows.getString("topic_id"));
            }
        }
        return told;
    }

    void rememberTold(String topic, String topicId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO told_topic (topic, topic_id) VALUES (?, ?)
                ON CONFLICT (topic) DO UPDATE SET topic_id = excluded.topic_id
                """)) {
            statement.setString(1, topic);
            statement.setString(2, topicId);
            statement.executeUpdate();
        }
    }

    /** Forgets a bounded number of rows that were published longer ago than this. */
    void prune(Duration keep) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                DELETE FROM outbox WHERE id IN (
                    SELECT id FROM outbox WHERE published_at < now() - make_interval(secs => ?) LIMIT ?)
                """)) {
            statement.setDouble(1, (double) keep.toSeconds());
            statement.setInt(2, PRUNED_AT_ONCE);
            statement.executeUpdate();
        }
    }

    /** Forgets a bounded number of keys of which no event is left. Returns how many. */
    int pruneKeys() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                DELETE FROM outbox_key WHERE record_key IN (
                    SELECT record_key FROM outbox_key
                    WHERE NOT EXISTS (SELECT FROM outbox WHERE outbox.record_key = outbox_key.record_key)
                    LIMIT ? FOR UPDATE SKIP LOCKED)
                """)) {
            statement.setInt(1, PRUNED_AT_ONCE);
            return statement.executeUpdate();
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("position"),
                row.getLong("sequence"),
                new OutgoingEvent(
                        row.getObject("id", UUID.class),
                        row.getString("topic"),
                        row.getString("record_key"),
                        row.getString("type"),
                        row.getString("subject"),
                        row.getString("lineage"),
                        row.getString("run"),
                        row.getObject("causation", UUID.class),
                        row.getString("traceparent"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getBytes("payload")));
    }

    private void execute(String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(query);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
