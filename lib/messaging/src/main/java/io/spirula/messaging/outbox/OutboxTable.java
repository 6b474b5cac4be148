package io.spirula.messaging.outbox;

import io.spirula.messaging.outbox.PendingEvents.Pending;
import io.spirula.messaging.wire.OutgoingEvent;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes into the outbox in the current transaction. */
final class OutboxTable {

    private static final String INSERT = """
            INSERT INTO outbox (id, position, topic, record_key, sequence, type, subject, lineage, run, causation,
                                traceparent, created_at, payload)
            VALUES (?, nextval('outbox_position'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String ONCE = INSERT + " ON CONFLICT (id) DO NOTHING";
    private static final String AGAIN = INSERT + """
             ON CONFLICT (id) DO UPDATE SET position = excluded.position, sequence = excluded.sequence,
                traceparent = excluded.traceparent, created_at = excluded.created_at, payload = excluded.payload,
                published_at = NULL
            """;

    private final JdbcClient client;
    private final JdbcTemplate template;

    OutboxTable(JdbcTemplate template) {
        this.client = JdbcClient.create(template);
        this.template = template;
    }

    void write(List<Pending> events) {
        Map<String, Long> next = firstSequences(events);
        List<Object[]> rows = new ArrayList<>();
        boolean again = events.get(0).again();
        for (Pending pending : events) {
            if (pending.again() != again) {
                template.batchUpdate(again ? AGAIN : ONCE, rows);
                rows.clear();
                again = pending.again();
            }
            rows.add(row(pending.event(), next.merge(pending.event().key(), 1L, Long::sum) - 1));
        }
        template.batchUpdate(again ? AGAIN : ONCE, rows);
        client.sql("SELECT pg_notify(:channel || current_schema(), '')")
                .param("channel", RelaySession.CHANNEL_PREFIX)
                .query((row, number) -> number)
                .list();
    }

    /** Locks the counters in one order for all transactions, so that these never wait for each other in a circle. */
    private Map<String, Long> firstSequences(List<Pending> events) {
        Map<String, Long> counts = events.stream()
                .map(pending -> pending.event().key())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        counts.replaceAll((key, count) -> advance(key, count) - count + 1);
        return counts;
    }

    /**
     * A key that is new, or was forgotten, begins at a position: no key can have come further than that, since each of its
     * events took one.
     */
    private long advance(String key, long count) {
        return client.sql("""
                        INSERT INTO outbox_key (record_key, last_sequence)
                        VALUES (:key, nextval('outbox_position') + :count)
                        ON CONFLICT (record_key) DO UPDATE SET last_sequence = outbox_key.last_sequence + :count
                        RETURNING last_sequence
                        """)
                .param("key", key)
                .param("count", count)
                .query(Long.class)
                .single();
    }

    private static Object[] row(OutgoingEvent event, long sequence) {
        return new Object[] {
            event.id(),
            event.topic(),
            event.key(),
            sequence,
            event.type(),
            event.subject(),
            event.lineage(),
            event.run(),
            event.causation(),
            event.traceparent(),
            event.time().atOffset(ZoneOffset.UTC),
            event.payload()
        };
    }
}
