package io.spirula.snapshot.creation;

import io.spirula.contracts.RunId;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.Reason;
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
import org.springframework.stereotype.Repository;

/** Backups that were asked for, and cancellations, which may come first. */
@Repository
class BackupRuns {

    private final JdbcClient jdbc;
    private final EventJson json = new EventJson();

    BackupRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Asking again for a run that is known changes nothing. */
    void request(BackupRequested request, Instant receivedAt) {
        jdbc.sql("""
                        insert into backup_run (run, request, state, received_at)
                        values (:run, :request::jsonb, 'requested', :receivedAt)
                        on conflict do nothing
                        """)
                .param("run", request.run().value())
                .param("request", new String(json.write(request), StandardCharsets.UTF_8))
                .param("receivedAt", utc(receivedAt))
                .update();
    }

    Optional<BackupRun> find(RunId run) {
        return jdbc.sql("select request, state, received_at, obstacle, watch_until from backup_run where run = :run")
                .param("run", run.value())
                .query(this::read)
                .optional();
    }

    /** Runs with something to do, longest waiting first; run ids rise with time. */
    List<String> due(int limit) {
        return jdbc.sql("""
                        select run from backup_run where state in ('requested', 'intended') or watch_until is not null
                        order by run limit :limit
                        """).param("limit", limit).query(UUID.class).list().stream()
                .map(UUID::toString)
                .toList();
    }

    void intend(RunId run) {
        jdbc.sql("update backup_run set state = 'intended' where run = :run and state = 'requested'")
                .param("run", run.value())
                .update();
    }

    /** Whether it was open until now. */
    boolean created(RunId run, Instant at) {
        return end(run, RunState.CREATED, null, at, null);
    }

    /** Whether it was open until now. */
    boolean failed(RunId run, Reason reason, Instant at, @Nullable Instant watchUntil) {
        return end(run, RunState.FAILED, reason, at, watchUntil);
    }

    private boolean end(RunId run, RunState state, @Nullable Reason reason, Instant at, @Nullable Instant watchUntil) {
        return jdbc.sql("""
                        update backup_run set state = :state, reason_code = :code, reason_text = :text, ended_at = :at,
                            watch_until = :watchUntil, obstacle = null
                        where run = :run and state in ('requested', 'intended')
                        """)
                        .param("run", run.value())
                        .param("state", state.stored())
                        .param("code", reason == null ? null : reason.code())
                        .param("text", reason == null ? null : reason.text())
                        .param("at", utc(at))
                        .param("watchUntil", utc(watchUntil))
                        .update()
                == 1;
    }

    /** Does nothing to a run that is open: whoever works on it finds what is there. */
    void watchEnded(RunId run, Instant until) {
        jdbc.sql("update backup_run set watch_until = :until where run = :run and state in ('created', 'failed')")
                .param("run", run.value())
                .param("until", utc(until))
                .update();
    }

    void watched(RunId run) {
        jdbc.sql("update backup_run set watch_until = null where run = :run")
                .param("run", run.value())
                .update();
    }

    void obstruct(RunId run, String obstacle) {
        jdbc.sql("update backup_run set obstacle = :obstacle where run = :run")
                .param("run", run.value())
                .param("obstacle", obstacle)
                .update();
    }

    void cancel(RunId run, String requestedBy, Instant requestedAt) {
        jdbc.sql("""
                        insert into cancelled_run (run, requested_by, requested_at) values (:run, :by, :at)
                        on conflict do nothing
                        """)
                .param("run", run.value())
                .param("by", requestedBy)
                .param("at", utc(requestedAt))
                .update();
    }

    Optional<Cancellation> cancellation(RunId run) {
        return jdbc.sql("select requested_by from cancelled_run where run = :run")
                .param("run", run.value())
                .query(String.class)
                .optional()
                .map(Cancellation::new);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private BackupRun read(ResultSet row, int number) throws SQLException {
        OffsetDateTime watchUntil = row.getObject("watch_until", OffsetDateTime.class);
        return new BackupRun(
                (BackupRequested) json.read(
                        EventType.BACKUP_REQUESTED, row.getString("request").getBytes(StandardCharsets.UTF_8)),
                RunState.ofStored(row.getString("state")),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getString("obstacle"),
                watchUntil == null ? null : watchUntil.toInstant());
    }
}
