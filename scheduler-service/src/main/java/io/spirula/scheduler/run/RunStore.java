package io.spirula.scheduler.run;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.instantOrNull;
import static io.spirula.scheduler.db.Sql.time;
import static io.spirula.scheduler.db.Sql.timeOrNull;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RunTrigger;
import io.spirula.scheduler.db.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Runs in PostgreSQL. */
@Repository
public class RunStore {

    private final JdbcClient jdbc;
    private final Json json;

    public RunStore(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(Run run, List<TargetRef> targets) {
        Reason reason = run.reason();
        jdbc.sql("""
                insert into run (id, lineage, image, ref, policy, policy_revision, tenant, trigger, requested_by, point, state,
                    reason_code, reason_text, due_at, started_at, deadline, ended_at)
                values (:id, :lineage, :image, :ref::jsonb, :policy, :revision, :tenant, :trigger, :by, :point, :state,
                    :code, :text, :due, :started, :deadline, :ended)
                """)
                .param("id", run.id().value())
                .param("lineage", run.lineage().value())
                .param("image", run.image().text())
                .param("ref", json.write(run.ref()))
                .param("policy", run.policy())
                .param("revision", run.policyRevision())
                .param("tenant", run.tenant())
                .param("trigger", run.trigger().name())
                .param("by", run.requestedBy())
                .param("point", run.point().value())
                .param("state", run.state().name())
                .param("code", reason == null ? null : reason.code())
                .param("text", reason == null ? null : reason.text())
                .param("due", time(run.dueAt()))
                .param("started", time(run.startedAt()))
                .param("deadline", time(run.deadline()))
                .param("ended", timeOrNull(run.endedAt()))
                .update();
        targets.forEach(target -> insertTarget(run, target));
    }

    private void insertTarget(Run run, TargetRef target) {
        jdbc.sql("""
                insert into run_target (run, target_key, target, lineage, copy)
                values (:run, :key, :target::jsonb, :lineage, :copy)
                """)
                .param("run", run.id().value())
                .param("key", target.key())
                .param("target", json.write(target))
                .param("lineage", run.lineage().value())
                .param("copy", CopyId.of(run.point(), target.key()).value())
                .update();
    }

    /** The run, locked until the transaction ends, if it is still running. */
    Optional<Run> lockRunning(RunId id) {
        return jdbc.sql("select * from run where id = :id and state = 'RUNNING' for update")
                .param("id", id.value())
                .query(this::run)
                .optional();
    }

    void end(Run run) {
        Reason reason = run.reason();
        jdbc.sql("""
                update run set state = :state, reason_code = :code, reason_text = :text, ended_at = :ended
                where id = :id and state = 'RUNNING'
                """)
                .param("state", run.state().name())
                .param("code", reason == null ? null : reason.code())
                .param("text", reason == null ? null : reason.text())
                .param("ended", timeOrNull(run.endedAt()))
                .param("id", run.id().value())
                .update();
    }

    public Optional<Run> find(RunId id) {
        return jdbc.sql("select * from run where id = :id")
                .param("id", id.value())
                .query(this::run)
                .optional();
    }

    /** Newest first. */
    List<Run> list(
            @Nullable String tenant, @Nullable Collection<LineageId> lineages, @Nullable RunState state, int limit) {
        boolean anyLineage = lineages == null;
        List<UUID> ids = lineages == null
                ? List.of(new UUID(0, 0))
                : lineages.stream().map(LineageId::value).toList();
        return jdbc.sql("""
                select * from run
                where (cast(:tenant as text) is null or tenant = :tenant) and (:any or lineage in (:lineages))
                    and (cast(:state as text) is null or state = :state)
                order by id desc limit :limit
                """)
                .param("tenant", tenant)
                .param("any", anyLineage)
                .param("lineages", ids)
                .param("state", state == null ? null : state.name())
                .param("limit", limit)
                .query(this::run)
                .list();
    }

    public List<Run> running() {
        return jdbc.sql("select * from run where state = 'RUNNING' order by id")
                .query(this::run)
                .list();
    }

    List<RunId> runningOf(LineageId lineage) {
        return jdbc.sql("select id from run where lineage = :lineage and state = 'RUNNING' order by id")
                .param("lineage", lineage.value())
                .query((row, number) -> new RunId(row.getObject("id", UUID.class)))
                .list();
    }

    List<RunId> overdue(Instant now) {
        return jdbc.sql("select id from run where state = 'RUNNING' and deadline <= :now order by deadline limit 1000")
                .param("now", time(now))
                .query((row, number) -> new RunId(row.getObject("id", UUID.class)))
                .list();
    }

    /** The last run of each protection that completed or failed; one that was skipped or cancelled tells nothing of how copies do. */
    public List<Run> lastEnded() {
        return jdbc.sql("""
                select r.* from protection p cross join lateral (
                    select * from run where lineage = p.lineage and policy = p.policy
                        and state not in ('RUNNING', 'SKIPPED', 'CANCELLED')
                    order by ended_at desc, id desc limit 1) r
                """).query(this::run).list();
    }

    public List<RunTarget> targetsOf(Collection<RunId> runs) {
        if (runs.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                select t.run, r.tenant, t.target, t.copy, c.body
                from run_target t join run r on r.id = t.run left join copy c on c.id = t.copy
                where t.run in (:runs) order by t.run, t.target_key
                """)
                .param("runs", runs.stream().map(RunId::value).toList())
                .query(this::target)
                .list();
    }

    /**
     * Targets of a disk that are busy: a copy is being worked on, also when its run ended before, or a run waits for
     * its snapshot, or its snapshot waits for the copy.
     */
    public List<RunTarget> busy(LineageId lineage) {
        return jdbc.sql("""
                select t.run, r.tenant, t.target, t.copy, c.body
                from run_target t join run r on r.id = t.run left join copy c on c.id = t.copy
                where t.lineage = :lineage
                    and (c.state in ('PENDING', 'TRANSFERRING')
                        or (c.id is null and (r.state = 'RUNNING' or t.snapshot_held)))
                order by t.run
                """)
                .param("lineage", lineage.value())
                .query(this::target)
                .list();
    }

    /** Its targets are busy until something is heard of their copies. */
    void snapshotMade(RunId run) {
        jdbc.sql("""
                update run_target t set snapshot_held = true
                where t.run = :run and not exists (select 1 from copy c where c.id = t.copy)
                """).param("run", run.value()).update();
    }

    /** From now on the copy itself says whether its target is busy, also while copies are read again. */
    void copyHeard(Copy copy) {
        jdbc.sql("""
                update run_target set snapshot_held = false
                where lineage = :lineage and copy = :copy and snapshot_held
                """)
                .param("lineage", copy.lineage().value())
                .param("copy", copy.id().value())
                .update();
    }

    void snapshotGone(LineageId lineage, PointId point) {
        jdbc.sql("""
                update run_target t set snapshot_held = false from run r
                where t.lineage = :lineage and t.snapshot_held and r.id = t.run and r.point = :point
                """)
                .param("lineage", lineage.value())
                .param("point", point.value())
                .update();
    }

    /** Those whose targets are busy with them stay: else the next run would begin beside them. */
    int deleteEndedBefore(Instant moment, int limit) {
        return jdbc.sql("""
                delete from run where id in (
                    select r.id from run r where r.ended_at < :moment and not exists (
                        select 1 from run_target t left join copy c on c.id = t.copy
                        where t.run = r.id and (t.snapshot_held or c.state in ('PENDING', 'TRANSFERRING')))
                    limit :limit)
                """).param("moment", time(moment)).param("limit", limit).update();
    }

    /** Whose runs of a disk are remembered. */
    public Set<String> tenantsOf(LineageId lineage) {
        return jdbc.sql("select distinct tenant from run where lineage = :lineage")
                .param("lineage", lineage.value())
                .query(String.class)
                .set();
    }

    private RunTarget target(ResultSet row, int number) throws SQLException {
        String body = row.getString("body");
        return new RunTarget(
                new RunId(row.getObject("run", UUID.class)),
                row.getString("tenant"),
                json.read(row.getString("target"), TargetRef.class),
                new CopyId(row.getObject("copy", UUID.class)),
                body == null ? null : json.read(body, Copy.class));
    }

    private Run run(ResultSet row, int number) throws SQLException {
        String code = row.getString("reason_code");
        return new Run(
                new RunId(row.getObject("id", UUID.class)),
                new LineageId(row.getObject("lineage", UUID.class)),
                ImageId.parse(row.getString("image")),
                json.read(row.getString("ref"), ImageRef.class),
                row.getString("policy"),
                row.getLong("policy_revision"),
                row.getString("tenant"),
                RunTrigger.valueOf(row.getString("trigger")),
                row.getString("requested_by"),
                new PointId(row.getObject("point", UUID.class)),
                RunState.valueOf(row.getString("state")),
                code == null ? null : new Reason(code, row.getString("reason_text")),
                instant(row, "due_at"),
                instant(row, "started_at"),
                instant(row, "deadline"),
                instantOrNull(row, "ended_at"));
    }
}
