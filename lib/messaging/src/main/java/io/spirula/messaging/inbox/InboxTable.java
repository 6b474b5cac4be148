package io.spirula.messaging.inbox;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which events were received. */
final class InboxTable {

    private final JdbcClient jdbc;

    InboxTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns whether it was not there yet. */
    boolean add(UUID eventId, String topic) {
        return jdbc.sql("INSERT INTO inbox (event_id, topic) VALUES (:id, :topic) ON CONFLICT DO NOTHING")
                        .param("id", eventId)
                        .param("topic", topic)
                        .update()
                == 1;
    }

    boolean contains(UUID eventId) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM inbox WHERE event_id = :id)")
                .param("id", eventId)
                .query(Boolean.class)
                .single();
    }

    void forget(Collection<String> topics) {
        jdbc.sql("DELETE FROM inbox WHERE topic IN (:topics)")
                .param("topics", topics)
                .update();
    }

    /** Forgets a bounded number of events received longer ago than this. */
    void prune(Duration keep) {
        jdbc.sql("""
                        DELETE FROM inbox WHERE event_id IN (
                            SELECT event_id FROM inbox WHERE received_at < now() - make_interval(secs => :keep) LIMIT 10000)
                        """).param("keep", (double) keep.toSeconds()).update();
    }
}
