package io.spirula.scheduler.restore;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.instantOrNull;
import static io.spirula.scheduler.db.Sql.time;
import static io.spirula.scheduler.db.Sql.timeOrNull;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreCancelled;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreFlattened;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.RestoreStarted;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Restores in PostgreSQL. What was told of one that ended changes nothing any more, whatever comes late; but one that was
 * given up ends as it is told after all.
 */
@Repository
class RestoreStore {

    private final JdbcClient jdbc;

    RestoreStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One that is known stays as it is.
     *
     * @param pointTime null when it is not known
     */
    void insert(RestoreRequested request, @Nullable Instant pointTime) {
        jdbc.sql("""
                insert into restore (id, lineage, source, point, point_time, copy, destination, instant, state,
                    tenant, requested_by, requested_at, deadline)
                values (:id, :lineage, :source, :point, :pointTime, :copy, :destination, :instant, 'REQUESTED',
                    :tenant, :by, :at, :deadline)
                on conflict do nothing
                """)
                .param("pointTime", timeOrNull(pointTime))
                .param("id", request.restore().value())
                .param("lineage", request.lineage().value())
                .param("source", request.source().text())
                .param("point", request.point().value())
                .param("copy", request.copy().value())
                .param("destination", request.destination().text())
                .param("instant", request.instant())
                .param("tenant", request.tenant())
                .param("by", request.requestedBy())
                .param("at", time(request.requestedAt()))
                .param("deadline", time(request.deadline()))
                .update();
    }

    void started(RestoreStarted event) {
        jdbc.sql("update restore set state = 'RUNNING', started_at = :at where id = :id and state = 'REQUESTED'")
                .param("at", time(event.startedAt()))
                .param("id", event.restore().value())
                .update();
    }

    void completed(RestoreCompleted event) {
        Reason accepted = event.accepted();
        jdbc.sql("""
                update restore set state = 'COMPLETED', ended_at = :at, image = :image, compared = :compared,
                    bytes_written = :bytes, reason_code = :code, reason_text = :text, given_up = false
                where id = :id and (state in ('REQUESTED', 'RUNNING') or given_up)
                """)
                .param("at", time(event.endedAt()))
                .param("image", event.image().text())
                .param("compared", event.compared())
                .param("bytes", event.bytesWritten())
                .param("code", accepted == null ? null : accepted.code())
                .param("text", accepted == null ? null : accepted.text())
                .param("id", event.restore().value())
                .update();
    }

    void failed(RestoreFailed event) {
        jdbc.sql("""
                update restore set state = 'FAILED', ended_at = :at, reason_code = :code, reason_text = :text,
                    given_up = false
                where id = :id and (state in ('REQUESTED', 'RUNNING') or given_up)
                """)
                .param("at", time(event.endedAt()))
                .param("code", event.reason().code())
                .param("text", event.reason().text())
                .param("id", event.restore().value())
                .update();
    }

    void cancelled(RestoreCancelled event) {
        jdbc.sql("""
                update restore set state = 'CANCELLED', ended_at = :at, reason_code = :code, reason_text = :text,
                    given_up = false
                where id = :id and (state in ('REQUESTED', 'RUNNING') or given_up)
                """)
                .param("at", time(event.endedAt()))
                .param("code", event.reason().code())
                .param("text", event.reason().text())
                .param("id", event.restore().value())
                .update();
    }

    /** Whether it is open, and nobody had asked before for it to be given up. */
    boolean askToCancel(UUID id, String by) {
        return jdbc.sql("""
                update restore set cancelled_by = :by
                where id = :id and state in ('REQUESTED', 'RUNNING') and cancelled_by is null
                """).param("by", by).param("id", id).update() > 0;
    }

    /** Fails those that are open though their deadline was at this moment or before. */
    List<Restore> giveUp(Instant deadline, Instant now) {
        return jdbc.sql("""
                update restore set state = 'FAILED', ended_at = :now, given_up = true, reason_code = 'DEADLINE',
                    reason_text = 'Nothing was heard of its end by its deadline; see whether restore-service runs, '
                        || 'whether the destination exists, and restore again'
                where state in ('REQUESTED', 'RUNNING') and deadline <= :deadline
                returning *
                """)
                .param("now", time(now))
                .param("deadline", time(deadline))
                .query(RestoreStore::restore)
                .list();
    }

    void flattened(RestoreFlattened event) {
        jdbc.sql("update restore set flattened_at = :at where id = :id and flattened_at is null")
                .param("at", time(event.flattenedAt()))
                .param("id", event.restore().value())
                .update();
    }

    Optional<Restore> find(UUID id) {
        return jdbc.sql("select * from restore where id = :id")
                .param("id", id)
                .query(RestoreStore::restore)
                .optional();
    }

    /** Whether somebody restores to this image now. */
    boolean isDestination(String destination) {
        return jdbc.sql("""
                select exists (select 1 from restore where destination = :destination
                    and state in ('REQUESTED', 'RUNNING'))
                """)
                .param("destination", destination)
                .query(Boolean.class)
                .single();
    }

    /** Newest first. */
    List<Restore> list(@Nullable String tenant, int limit) {
        return jdbc.sql("""
                select * from restore where cast(:tenant as text) is null or tenant = :tenant
                order by requested_at desc, id desc limit :limit
                """)
                .param("tenant", tenant)
                .param("limit", limit)
                .query(RestoreStore::restore)
                .list();
    }

    private static Restore restore(ResultSet row, int number) throws SQLException {
        String code = row.getString("reason_code");
        return new Restore(
                new RestoreId(row.getObject("id", UUID.class)),
                new LineageId(row.getObject("lineage", UUID.class)),
                row.getString("source"),
                new PointId(row.getObject("point", UUID.class)),
                instantOrNull(row, "point_time"),
                new CopyId(row.getObject("copy", UUID.class)),
                row.getString("destination"),
                row.getBoolean("instant"),
                RestoreState.valueOf(row.getString("state")),
                code == null ? null : new Reason(code, row.getString("reason_text")),
                row.getString("image"),
                row.getObject("compared", Boolean.class),
                row.getObject("bytes_written", Long.class),
                row.getString("tenant"),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                instant(row, "deadline"),
                instantOrNull(row, "started_at"),
                instantOrNull(row, "ended_at"),
                instantOrNull(row, "flattened_at"),
                row.getString("cancelled_by"));
    }
}
