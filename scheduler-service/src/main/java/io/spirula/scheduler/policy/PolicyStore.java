package io.spirula.scheduler.policy;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.instantOrNull;
import static io.spirula.scheduler.db.Sql.time;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.scheduler.db.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Policies in PostgreSQL. */
@Repository
public class PolicyStore {

    private final JdbcClient jdbc;
    private final Json json;

    public PolicyStore(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    public Optional<Policy> find(String name) {
        return jdbc.sql("select * from policy where name = :name and deleted_at is null")
                .param("name", name)
                .query(this::policy)
                .optional();
    }

    /** All that are not deleted, oldest first: of two that want the same, the first one gets it. */
    public List<Policy> all() {
        return jdbc.sql("select * from policy where deleted_at is null order by created_at, name")
                .query(this::policy)
                .list();
    }

    /** What was told last of the first name after this one, deleted or not, which stays until the transaction ends. */
    Optional<Event> lockToldAfter(@Nullable String name) {
        return jdbc.sql("""
                select * from policy where cast(:name as text) is null or name > :name order by name limit 1 for update
                """).param("name", name).query(this::told).optional();
    }

    private Event told(ResultSet row, int number) throws SQLException {
        Policy policy = policy(row, number);
        return instantOrNull(row, "deleted_at") == null
                ? policy.told()
                : new PolicyDeleted(policy.name(), policy.tenant(), policy.revision(), policy.changedAt());
    }

    /** The last revision that the name had, deleted or not; zero for a new name. */
    long lastRevision(String name) {
        return jdbc.sql("select revision from policy where name = :name")
                .param("name", name)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    void save(Policy policy) {
        jdbc.sql("""
                insert into policy (name, tenant, revision, paused, spec, manifest, created_at, changed_at)
                values (:name, :tenant, :revision, :paused, :spec::jsonb, :manifest, :created, :changed)
                on conflict (name) do update set tenant = excluded.tenant, revision = excluded.revision,
                    paused = excluded.paused, spec = excluded.spec, manifest = excluded.manifest,
                    created_at = excluded.created_at, changed_at = excluded.changed_at, deleted_at = null
                """)
                .param("name", policy.name())
                .param("tenant", policy.tenant())
                .param("revision", policy.revision())
                .param("paused", policy.paused())
                .param("spec", json.write(policy.spec()))
                .param("manifest", policy.manifest())
                .param("created", time(policy.createdAt()))
                .param("changed", time(policy.changedAt()))
                .update();
    }

    void delete(String name, long revision, Instant at) {
        jdbc.sql("update policy set deleted_at = :at, changed_at = :at, revision = :revision where name = :name")
                .param("at", time(at))
                .param("revision", revision)
                .param("name", name)
                .update();
    }

    private Policy policy(ResultSet row, int number) throws SQLException {
        return new Policy(
                row.getString("name"),
                row.getString("tenant"),
                row.getLong("revision"),
                row.getBoolean("paused"),
                json.read(row.getString("spec"), PolicySpec.class),
                row.getString("manifest"),
                instant(row, "created_at"),
                instant(row, "changed_at"));
    }
}
