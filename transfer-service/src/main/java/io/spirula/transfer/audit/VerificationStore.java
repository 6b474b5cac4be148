package io.spirula.transfer.audit;

import io.spirula.contracts.VerificationId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.VerificationRequested;
import io.spirula.transfer.copy.Route;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Orders to verify as rows. */
@Component
public class VerificationStore {

    private static final EventJson JSON = new EventJson();

    private final JdbcClient jdbc;

    VerificationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Does nothing when the order is known already. */
    void request(VerificationRequested order) {
        jdbc.sql("""
                        insert into verification (id, lineage, target_key, request, requested_at, deadline)
                        values (?, ?, ?, cast(? as jsonb), ?, ?) on conflict do nothing
                        """)
                .params(
                        order.verification().value(),
                        order.lineage().value(),
                        order.target().key(),
                        json(order),
                        at(order.requestedAt()),
                        at(order.deadline()))
                .update();
    }

    Optional<Verification> find(VerificationId id) {
        return jdbc.sql("select * from verification where id = ?")
                .param(id.value())
                .query(VerificationStore::read)
                .optional();
    }

    /** The one that was asked for first of those that have not ended. */
    public Optional<Verification> oldestOpen(Route route) {
        return jdbc.sql("""
                        select * from verification where lineage = ? and target_key = ? and ended_at is null
                        order by requested_at, id limit 1
                        """)
                .params(route.lineage().value(), route.targetKey())
                .query(VerificationStore::read)
                .optional();
    }

    /** Those that are open though their deadline has passed. */
    List<UUID> overdue(Instant now, int limit) {
        return jdbc.sql(
                        "select id from verification where ended_at is null and deadline <= ? order by deadline limit ?")
                .params(at(now), limit)
                .query(UUID.class)
                .list();
    }

    /** It begins with a generation, from its beginning. */
    public void begun(VerificationId id, UUID replica) {
        jdbc.sql("update verification set replica = ?, reached = 0, compared = 0 where id = ?")
                .params(replica, id.value())
                .update();
    }

    void reached(VerificationId id, long offset, long bytes, Instant now) {
        jdbc.sql("""
                        update verification set reached = ?, compared = compared + ?, not_before = ?, trouble = null
                        where id = ?
                        """).params(offset, bytes, at(now), id.value()).update();
    }

    void putOff(VerificationId id, Instant until, String trouble) {
        jdbc.sql("update verification set not_before = ?, trouble = ? where id = ?")
                .params(at(until), trouble, id.value())
                .update();
    }

    /**
     * Remembers how it ended.
     *
     * @return false when it had ended before
     */
    boolean ended(VerificationId id, Event outcome, Instant now) {
        return jdbc.sql("""
                                update verification set ended_at = ?, outcome_type = ?, outcome = cast(? as jsonb)
                                where id = ? and ended_at is null
                                """)
                        .params(at(now), outcome.type().wireName(), json(outcome), id.value())
                        .update()
                > 0;
    }

    /** What told how it ended; empty while it is open. */
    Optional<Event> outcome(VerificationId id) {
        return jdbc.sql("select outcome_type, outcome from verification where id = ? and ended_at is not null")
                .param(id.value())
                .query((row, n) -> event(row.getString("outcome_type"), row.getString("outcome")))
                .optional();
    }

    private static Verification read(ResultSet row, int n) throws SQLException {
        return new Verification(
                (VerificationRequested) JSON.read(
                        EventType.VERIFICATION_REQUESTED,
                        row.getString("request").getBytes(StandardCharsets.UTF_8)),
                row.getObject("replica", UUID.class),
                row.getLong("reached"),
                row.getLong("compared"),
                instant(row.getObject("not_before", OffsetDateTime.class)),
                row.getString("trouble"),
                instant(row.getObject("ended_at", OffsetDateTime.class)));
    }

    private static Event event(String type, String json) {
        return JSON.read(EventType.ofWireName(type).orElseThrow(), json.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Event event) {
        return new String(JSON.write(event), StandardCharsets.UTF_8);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
