package io.spirula.transfer.usage;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LineageId;
import io.spirula.transfer.copy.Route;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What each route keeps since when, of which nothing was told yet. */
@Component
class KeptTable {

    /**
     * Bytes that are kept, unchanged since a moment.
     *
     * @param copy the newest complete copy then, which says whose they are
     */
    record Kept(Route route, long bytes, Instant since, CopyId copy) {}

    private final JdbcClient jdbc;

    KeptTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps others from telling or changing it until the transaction ends. */
    Optional<Kept> lock(Route route) {
        return jdbc.sql("select * from kept_bytes where lineage = ? and target_key = ? for update")
                .params(route.lineage().value(), route.targetKey())
                .query(KeptTable::read)
                .optional();
    }

    void put(Kept kept) {
        jdbc.sql("""
                        insert into kept_bytes (lineage, target_key, bytes, since, copy) values (?, ?, ?, ?, ?)
                        on conflict (lineage, target_key) do update
                        set bytes = excluded.bytes, since = excluded.since, copy = excluded.copy
                        """)
                .params(
                        kept.route().lineage().value(),
                        kept.route().targetKey(),
                        kept.bytes(),
                        at(kept.since()),
                        kept.copy().value())
                .update();
    }

    void remove(Route route) {
        jdbc.sql("delete from kept_bytes where lineage = ? and target_key = ?")
                .params(route.lineage().value(), route.targetKey())
                .update();
    }

    /** Routes of which nothing was told since, longest first. */
    List<Route> untoldSince(Instant moment, int limit) {
        return jdbc
                .sql("select * from kept_bytes where since <= ? order by since limit ?")
                .params(at(moment), limit)
                .query(KeptTable::read)
                .list()
                .stream()
                .map(Kept::route)
                .toList();
    }

    /** Bytes that were ever written to make points of a generation. */
    long writtenTo(UUID replica) {
        return jdbc.sql("select moved_bytes from replica where id = ?")
                .param(replica)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    private static Kept read(ResultSet row, int n) throws SQLException {
        return new Kept(
                new Route(new LineageId(row.getObject("lineage", UUID.class)), row.getString("target_key")),
                row.getLong("bytes"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                new CopyId(row.getObject("copy", UUID.class)));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
