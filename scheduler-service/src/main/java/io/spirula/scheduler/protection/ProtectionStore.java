package io.spirula.scheduler.protection;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.instantOrNull;
import static io.spirula.scheduler.db.Sql.time;
import static io.spirula.scheduler.db.Sql.timeOrNull;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.policy.Schedule;
import io.spirula.scheduler.db.Json;
import io.spirula.scheduler.selection.Assignment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Protections and lineages in PostgreSQL. */
@Repository
public class ProtectionStore {

    /** Any number that nothing else here locks by. */
    private static final long LOCK = 7_301_855_217_903_001L;

    private final JdbcClient jdbc;
    private final Json json;

    public ProtectionStore(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Until the transaction ends, nobody else changes policies or judges images. */
    void lockAll() {
        jdbc.sql("select pg_advisory_xact_lock(:lock)").param("lock", LOCK).query((ResultSet row) -> {});
    }

    /** Until the transaction ends, nobody changes policies; images may be judged. */
    public void lockPolicies() {
        jdbc.sql("select pg_advisory_xact_lock_shared(:lock)")
                .param("lock", LOCK)
                .query((ResultSet row) -> {});
    }

    public List<Protection> all() {
        return jdbc.sql(
                        "select * from protection order by ref->>'cluster', ref->>'pool', ref->>'namespace', ref->>'name', policy")
                .query(this::protection)
                .list();
    }

    /** All, locked until the transaction ends. */
    List<Protection> lockEach() {
        return jdbc.sql("select * from protection order by lineage, policy for update")
                .query(this::protection)
                .list();
    }

    public List<Protection> ofImage(ImageId image) {
        return jdbc.sql("select * from protection where image = :image order by policy")
                .param("image", image.text())
                .query(this::protection)
                .list();
    }

    /** Locked until the transaction ends, so that nobody starts a run of the disk meanwhile. */
    public List<Protection> lockOfImage(ImageId image) {
        return jdbc.sql("select * from protection where image = :image order by policy for update")
                .param("image", image.text())
                .query(this::protection)
                .list();
    }

    boolean protects(LineageId lineage) {
        return jdbc.sql("select exists (select 1 from protection where lineage = :lineage and targets <> '[]')")
                .param("lineage", lineage.value())
                .query(Boolean.class)
                .single();
    }

    void save(Protection protection) {
        jdbc.sql("insert into lineage (id, image, first_protected_at) values (:id, :image, :at) on conflict do nothing")
                .param("id", protection.lineage().value())
                .param("image", protection.image().text())
                .param("at", time(protection.since()))
                .update();
        jdbc.sql("""
                insert into protection (lineage, policy, image, ref, targets, conflicts, schedule, since, next_due)
                values (:lineage, :policy, :image, :ref::jsonb, :targets::jsonb, :conflicts::jsonb, :schedule::jsonb,
                    :since, :due)
                on conflict (lineage, policy) do update set ref = excluded.ref, targets = excluded.targets,
                    conflicts = excluded.conflicts, schedule = excluded.schedule, next_due = excluded.next_due
                """)
                .param("lineage", protection.lineage().value())
                .param("policy", protection.policy())
                .param("image", protection.image().text())
                .param("ref", json.write(protection.ref()))
                .param("targets", json.write(protection.targets()))
                .param("conflicts", json.write(protection.conflicts()))
                .param("schedule", json.write(protection.schedule()))
                .param("since", time(protection.since()))
                .param("due", timeOrNull(protection.nextDue()))
                .update();
    }

    /** When the policy's last run of the disk began, skipped ones left out; null if there never was one. */
    @Nullable
    Instant lastRun(Protection protection) {
        return jdbc.sql(
                        "select max(started_at) as started_at from run where lineage = :lineage and policy = :policy and state <> 'SKIPPED'")
                .param("lineage", protection.lineage().value())
                .param("policy", protection.policy())
                .query((row, number) -> Optional.ofNullable(instantOrNull(row, "started_at")))
                .single()
                .orElse(null);
    }

    void delete(Protection protection) {
        jdbc.sql("delete from protection where lineage = :lineage and policy = :policy")
                .param("lineage", protection.lineage().value())
                .param("policy", protection.policy())
                .update();
    }

    /** What is due, longest first. */
    public List<DueKey> due(Instant now, int limit) {
        return jdbc.sql("select lineage, policy from protection where next_due <= :now order by next_due limit :limit")
                .param("now", time(now))
                .param("limit", limit)
                .query((row, number) ->
                        new DueKey(new LineageId(row.getObject("lineage", UUID.class)), row.getString("policy")))
                .list();
    }

    /** The protection, locked until the transaction ends, if it is still due and nobody else works on it. */
    public Optional<Protection> claim(DueKey key, Instant now) {
        return jdbc.sql("""
                select * from protection where lineage = :lineage and policy = :policy and next_due <= :now
                for update skip locked
                """)
                .param("lineage", key.lineage().value())
                .param("policy", key.policy())
                .param("now", time(now))
                .query(this::protection)
                .optional();
    }

    /** False when it is another one meanwhile. */
    boolean moveNextDue(Protection protection, Instant nextDue) {
        return jdbc.sql("""
                        update protection set next_due = :due
                        where lineage = :lineage and policy = :policy and next_due = :known
                        """)
                        .param("due", time(nextDue))
                        .param("lineage", protection.lineage().value())
                        .param("policy", protection.policy())
                        .param("known", timeOrNull(protection.nextDue()))
                        .update()
                > 0;
    }

    public void setNextDue(DueKey key, @Nullable Instant nextDue) {
        jdbc.sql("update protection set next_due = :due where lineage = :lineage and policy = :policy")
                .param("due", timeOrNull(nextDue))
                .param("lineage", key.lineage().value())
                .param("policy", key.policy())
                .update();
    }

    private Protection protection(ResultSet row, int number) throws SQLException {
        return new Protection(
                new LineageId(row.getObject("lineage", UUID.class)),
                row.getString("policy"),
                ImageId.parse(row.getString("image")),
                json.read(row.getString("ref"), ImageRef.class),
                json.readList(row.getString("targets"), TargetRef.class),
                json.readList(row.getString("conflicts"), Assignment.Conflict.class),
                json.read(row.getString("schedule"), Schedule.class),
                instant(row, "since"),
                instantOrNull(row, "next_due"));
    }
}
