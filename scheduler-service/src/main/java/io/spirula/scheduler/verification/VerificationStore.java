package io.spirula.scheduler.verification;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.instantOrNull;
import static io.spirula.scheduler.db.Sql.time;

import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.VerificationCompleted;
import io.spirula.contracts.event.VerificationFailed;
import io.spirula.contracts.event.VerificationRequested;
import io.spirula.contracts.event.VerificationResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Verifications in PostgreSQL. One that was given up ends as it is told after all. */
@Repository
class VerificationStore {

    private final JdbcClient jdbc;

    VerificationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(VerificationRequested order) {
        jdbc.sql("""
                insert into verification (id, lineage, image, target, target_key, tenant, state, requested_by,
                    requested_at, deadline)
                values (:id, :lineage, :image, :target, :key, :tenant, 'REQUESTED', :by, :at, :deadline)
                """)
                .param("id", order.verification().value())
                .param("lineage", order.lineage().value())
                .param("image", order.ref().text())
                .param("target", order.target().name())
                .param("key", order.target().key())
                .param("tenant", order.tenant())
                .param("by", order.requestedBy())
                .param("at", time(order.requestedAt()))
                .param("deadline", time(order.deadline()))
                .update();
    }

    /** Empty when it had ended before. */
    Optional<VerificationView> completed(VerificationCompleted event) {
        Reason difference = event.reason();
        return jdbc.sql("""
                update verification set state = 'COMPLETED', result = :result, point = :point, bytes_compared = :bytes,
                    quarantined = :quarantined, reason_code = :code, reason_text = :text, ended_at = :at, given_up = false
                where id = :id and (state = 'REQUESTED' or given_up)
                returning *
                """)
                .param("result", event.result().name())
                .param("point", event.point().value())
                .param("bytes", event.bytesCompared())
                .param("quarantined", event.quarantined())
                .param("code", difference == null ? null : difference.code())
                .param("text", difference == null ? null : difference.text())
                .param("at", time(event.endedAt()))
                .param("id", event.verification().value())
                .query(VerificationStore::view)
                .optional();
    }

    /** Empty when it had ended before. */
    Optional<VerificationView> failed(VerificationFailed event) {
        return jdbc.sql("""
                update verification set state = 'FAILED', reason_code = :code, reason_text = :text, ended_at = :at,
                    given_up = false
                where id = :id and (state = 'REQUESTED' or given_up)
                returning *
                """)
                .param("code", event.reason().code())
                .param("text", event.reason().text())
                .param("at", time(event.endedAt()))
                .param("id", event.verification().value())
                .query(VerificationStore::view)
                .optional();
    }

    /** Fails those that are open though their deadline was at this moment or before. */
    List<VerificationView> giveUp(Instant deadline, Instant now) {
        return jdbc.sql("""
                update verification set state = 'FAILED', ended_at = :now, given_up = true, reason_code = 'DEADLINE',
                    reason_text = 'Nothing was heard of its end by its deadline; see whether transfer-service runs, '
                        || 'and verify again'
                where state = 'REQUESTED' and deadline <= :deadline
                returning *
                """)
                .param("now", time(now))
                .param("deadline", time(deadline))
                .query(VerificationStore::view)
                .list();
    }

    Optional<VerificationView> find(UUID id) {
        return jdbc.sql("select * from verification where id = :id")
                .param("id", id)
                .query(VerificationStore::view)
                .optional();
    }

    /**
     * Newest first.
     *
     * @param tenant null for those of all
     */
    List<VerificationView> list(@Nullable String tenant, int limit) {
        return jdbc.sql("""
                select * from verification where cast(:tenant as text) is null or tenant = :tenant
                order by requested_at desc, id desc limit :limit
                """)
                .param("tenant", tenant)
                .param("limit", limit)
                .query(VerificationStore::view)
                .list();
    }

    private static VerificationView view(ResultSet row, int number) throws SQLException {
        String result = row.getString("result");
        String code = row.getString("reason_code");
        return new VerificationView(
                row.getObject("id", UUID.class),
                row.getString("image"),
                row.getObject("lineage", UUID.class),
                row.getString("target"),
                row.getString("target_key"),
                row.getString("tenant"),
                VerificationState.valueOf(row.getString("state")),
                result == null ? null : VerificationResult.valueOf(result),
                row.getObject("point", UUID.class),
                row.getObject("bytes_compared", Long.class),
                row.getObject("quarantined", Integer.class),
                code == null ? null : new Reason(code, row.getString("reason_text")),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                instant(row, "deadline"),
                instantOrNull(row, "ended_at"));
    }
}
