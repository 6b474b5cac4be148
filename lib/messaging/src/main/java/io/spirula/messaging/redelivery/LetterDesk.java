package io.spirula.messaging.redelivery;

import io.spirula.contracts.event.Reason;
import io.spirula.contracts.query.DeadLetterAnswer;
import io.spirula.contracts.query.DeadLetterState;
import io.spirula.contracts.query.DeadLettersAnswer;
import io.spirula.contracts.query.DeadLettersQuestion;
import io.spirula.messaging.deadletter.Letter;
import io.spirula.messaging.deadletter.LetterReader;
import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.deadletter.StoredLetter;
import io.spirula.messaging.query.QueryRefusedException;
import io.spirula.messaging.wire.QuotedText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Shows the dead letters of this service. Safe for use by many threads. */
public final class LetterDesk {

    private static final int MAX_HEADERS = 50;
    private static final int MAX_HEADER = 256;
    private static final int MAX_PAYLOAD = 8 * 1024;

    private final JdbcClient jdbc;
    private final LetterTable letters;
    private final Supplier<LetterReader> reader;

    LetterDesk(JdbcClient jdbc, LetterTable letters, Supplier<LetterReader> reader) {
        this.jdbc = jdbc;
        this.letters = letters;
        this.reader = reader;
    }

    public DeadLettersAnswer list(DeadLettersQuestion question) {
        String prefix = question.letter().toLowerCase(Locale.ROOT);
        if (!prefix.matches("[0-9a-f-]{0,36}")) {
            return new DeadLettersAnswer(List.of(), 0, Map.of());
        }
        List<DeadLettersAnswer.Letter> found = jdbc.sql("""
                        SELECT letter.*, open.head FROM dead_letter letter LEFT JOIN open_dead_letter open USING (id)
                        WHERE letter.id::text LIKE :prefix || '%' AND (letter.state = 'open' OR :ended)
                        ORDER BY letter.since, letter.nr LIMIT :limit
                        """)
                .param("prefix", prefix)
                .param("ended", question.ended())
                .param("limit", DeadLettersAnswer.MAX_LETTERS)
                .query(LetterDesk::letter)
                .list();
        Map<String, Long> byTopic = count(prefix, question.ended());
        long all = byTopic.values().stream().mapToLong(Long::longValue).sum();
        return new DeadLettersAnswer(found, Math.max(0, all - found.size()), byTopic);
    }

    private Map<String, Long> count(String prefix, boolean ended) {
        return jdbc
                .sql("""
                        SELECT topic, count(*) AS letters FROM dead_letter
                        WHERE id::text LIKE :prefix || '%' AND (state = 'open' OR :ended) GROUP BY topic
                        """)
                .param("prefix", prefix)
                .param("ended", ended)
                .query((row, number) -> Map.entry(row.getString("topic"), row.getLong("letters")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * @throws QueryRefusedException when there is no such letter, or its record is not kept any more
     */
    public DeadLetterAnswer show(UUID id) {
        Letter letter = letters.find(id)
                .orElseThrow(() -> new QueryRefusedException(
                        new Reason("NOT_FOUND", "There is no dead letter " + id + " in this service")));
        try (LetterReader open = reader.get()) {
            return open.read(letter)
                    .map(LetterDesk::content)
                    .orElseThrow(() -> new QueryRefusedException(new Reason(
                            "LETTER_GONE",
                            "The record of " + id + " is not at " + letter.place() + " any more: its time was over, or"
                                    + " the topic was made anew")));
        }
    }

    private static DeadLetterAnswer content(StoredLetter stored) {
        Header[] headers = stored.record().headers().toArray();
        List<DeadLetterAnswer.Header> shown = Arrays.stream(headers)
                .limit(MAX_HEADERS)
                .map(LetterDesk::header)
                .toList();
        byte[] value = stored.record().value();
        return new DeadLetterAnswer(
                shown,
                headers.length - shown.size(),
                value == null ? null : Excerpt.of(value, MAX_PAYLOAD),
                stored.valueSize());
    }

    private static DeadLetterAnswer.Header header(Header header) {
        byte[] value = header.value() == null ? new byte[0] : header.value();
        return new DeadLetterAnswer.Header(
                QuotedText.of(header.key(), MAX_HEADER), Excerpt.of(value, MAX_HEADER), value.length);
    }

    private static DeadLettersAnswer.Letter letter(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID head = row.getObject("head", UUID.class);
        return new DeadLettersAnswer.Letter(
                id,
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("record_offset"),
                row.getString("shown_key"),
                row.getString("type"),
                row.getString("event_id"),
                row.getString("reason"),
                row.getString("message"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                DeadLetterState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                id.equals(head) ? null : head,
                row.getBytes("order_key") != null,
                row.getString("asked_by") != null,
                row.getString("letter_topic"),
                row.getLong("letter_offset"),
                instant(row, "ended_at"),
                row.getString("ended_by"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }
}
