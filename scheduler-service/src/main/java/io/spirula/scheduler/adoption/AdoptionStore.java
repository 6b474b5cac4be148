package io.spirula.scheduler.adoption;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.instantOrNull;
import static io.spirula.scheduler.db.Sql.time;

import io.spirula.contracts.event.AdoptionCompleted;
import io.spirula.contracts.event.AdoptionFailed;
import io.spirula.contracts.event.AdoptionRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.scheduler.db.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Adoptions in PostgreSQL. One that was given up ends as it is told after all. */
@Repository
class AdoptionStore {

    private final JdbcClient jdbc;
    private final Json json;

    AdoptionStore(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(AdoptionRequested order) {
        jdbc.sql("""
                insert into adoption (id, cluster, pool, namespace, tenant, state, requested_by, requested_at, deadline)
                values (:id, :cluster, :pool, :namespace, :tenant, 'REQUESTED', :by, :at, :deadline)
                """)
                .param("id", order.adoption().value())
                .param("cluster", order.cluster())
                .param("pool", order.pool())
                .param("namespace", order.namespace())
                .param("tenant", order.tenant())
                .param("by", order.requestedBy())
                .param("at", time(order.requestedAt()))
                .param("deadline", time(order.deadline()))
                .update();
    }

    /** Empty when it had ended before. */
    Optional<AdoptionView> completed(AdoptionCompleted event) {
        List<AdoptionView.Refused> refusals = event.refusals().stream()
                .map(refusal -> new AdoptionView.Refused(
                        refusal.ref().text(), refusal.image().text(), refusal.snapshot(), refusal.reason()))
                .toList();
        return jdbc.sql("""
                update adoption set state = 'COMPLETED', reason_code = null, reason_text = null, replicas = :replicas,
                    adopted = :adopted, known = :known, refused = :refused, refusals = :refusals::jsonb,
                    ended_at = :at, given_up = false
                where id = :id and (state = 'REQUESTED' or given_up)
                returning *
                """)
                .param("replicas", event.replicas())
                .param("adopted", event.adopted())
                .param("known", event.known())
                .param("refused", event.refused())
                .param("refusals", json.write(refusals))
                .param("at", time(event.endedAt()))
                .param("id", event.adoption().value())
                .query(this::view)
                .optional();
    }

    /** Empty when it had ended before. */
    Optional<AdoptionView> failed(AdoptionFailed event) {
        return jdbc.sql("""
                update adoption set state = 'FAILED', reason_code = :code, reason_text = :text, ended_at = :at,
                    given_up = false
                where id = :id and (state = 'REQUESTED' or given_up)
                returning *
                """)
                .param("code", event.reason().code())
                .param("text", event.reason().text())
                .param("at", time(event.endedAt()))
                .param("id", event.adoption().value())
                .query(this::view)
                .optional();
    }

    /** Fails those that are open though their deadline was at this moment or before. */
    List<AdoptionView> giveUp(Instant deadline, Instant now) {
        return jdbc.sql("""
                update adoption set state = 'FAILED', ended_at = :now, given_up = true, reason_code = 'DEADLINE',
                    reason_text = 'Nothing was heard of its end by its deadline; see whether transfer-service runs, '
                        || 'and adopt again: what is known already is not taken up twice'
                where state = 'REQUESTED' and deadline <= :deadline
                returning *
                """)
                .param("now", time(now))
                .param("deadline", time(deadline))
                .query(this::view)
                .list();
    }

    Optional<AdoptionView> find(UUID id) {
        return jdbc.sql("select * from adoption where id = :id")
                .param("id", id)
                .query(this::view)
                .optional();
    }

    /** Newest first. */
    List<AdoptionView> list(int limit) {
        return jdbc.sql("select * from adoption order by requested_at desc, id desc limit :limit")
                .param("limit", limit)
                .query(this::view)
                .list();
    }

    private AdoptionView view(ResultSet row, int number) throws SQLException {
        String namespace = row.getString("namespace");
        String code = row.getString("reason_code");
        return new AdoptionView(
                row.getObject("id", UUID.class),
                row.getString("cluster") + "/" + row.getString("pool")
                        + (namespace == null || namespace.isEmpty() ? "" : "/" + namespace),
                row.getString("tenant"),
                AdoptionState.valueOf(row.getString("state")),
                code == null ? null : new Reason(code, row.getString("reason_text")),
                number(row, "replicas"),
                number(row, "adopted"),
                number(row, "known"),
                number(row, "refused"),
                json.readList(row.getString("refusals"), AdoptionView.Refused.class),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                instant(row, "deadline"),
                instantOrNull(row, "ended_at"));
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Integer.class);
    }
}
