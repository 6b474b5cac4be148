package io.spirula.transfer.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Audits as rows. Changes belong into a transaction of the attempt that owns the lineage and target. */
@Component
public class AuditStore {

    private final JdbcClient jdbc;

    AuditStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Audit> find(UUID replica) {
        return jdbc.sql("select * from audit where replica = ?")
                .param(replica)
                .query(AuditStore::read)
                .optional();
    }

    /** The first round of a generation begins; does nothing when one did. */
    public void begin(UUID replica, Instant now) {
        jdbc.sql(
                        "insert into audit (replica, began_at, round_began, due_at) values (?, ?, ?, ?) on conflict do nothing")
                .params(replica, at(now), at(now), at(now))
                .update();
    }

    /** Nothing is compared before. */
    public void postpone(UUID replica, Instant until) {
        jdbc.sql("update audit set due_at = ? where replica = ?")
                .params(at(until), replica)
                .update();
    }

    /**
     * One more part was compared; the next one is looked at at once.
     *
     * @param bytes that were read from each side
     */
    public void reached(UUID replica, long offset, long bytes, Instant now) {
        jdbc.sql("update audit set reached = ?, compared = compared + ?, due_at = ? where replica = ?")
                .params(offset, bytes, at(now), replica)
                .update();
    }

    /** The round has ended, and the next one begins. */
    public void whole(UUID replica, Instant now) {
        jdbc.sql("""
                        update audit set round_began = :now, reached = 0, compared = 0, whole_at = :now, due_at = :now
                        where replica = :replica
                        """).param("now", at(now)).param("replica", replica).update();
    }

    /** Has everything that a policy protects looked at, since another rule may hold by now. */
    public void requestLookOfPolicy(String policy, Instant now) {
        jdbc.sql("""
                        update audit set due_at = ? where replica in (
                            select c.replica from copy c join replica r on r.id = c.replica
                            where c.policy = ? and r.state = 'CURRENT')
                        """).params(at(now), policy).update();
    }

    private static Audit read(ResultSet row, int n) throws SQLException {
        return new Audit(
                row.getObject("replica", UUID.class),
                row.getObject("round_began", OffsetDateTime.class).toInstant(),
                row.getLong("reached"),
                row.getLong("compared"),
                instant(row.getObject("whole_at", OffsetDateTime.class)),
                row.getObject("due_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
