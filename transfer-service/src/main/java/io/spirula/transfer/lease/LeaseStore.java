package io.spirula.transfer.lease;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.retention.Hold;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Leases as rows. A row outlives its lease, so that whatever is told late changes nothing. */
@Component
public class LeaseStore {

    /** A use that was asked for counts from then on: what is wanted is not removed before it is decided on. */
    private static final String HOLDING =
            "(state in ('REQUESTED', 'GRANTED') or state = 'ANNOUNCED' and announced_until > :now)";

    private final JdbcClient jdbc;
    private final Clock clock;

    LeaseStore(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Optional<Lease> find(LeaseId id) {
        return jdbc.sql("select * from copy_lease where id = ?")
                .param(id.value())
                .query(LeaseStore::read)
                .optional();
    }

    /** The copy that it is or was a right to use; empty where it is not known. */
    public Optional<CopyId> copyOf(LeaseId id) {
        return find(id).map(Lease::copy);
    }

    /** Does nothing when anything is known of the lease already. */
    void announce(RestoreRequested restore) {
        jdbc.sql("""
                        insert into copy_lease (id, copy, lineage, holder, purpose, state, requested_at, announced_until)
                        values (?, ?, ?, ?, 'was accepted and has not begun', 'ANNOUNCED', ?, ?) on conflict do nothing
                        """)
                .params(
                        LeaseId.ofRestore(restore.restore()).value(),
                        restore.copy().value(),
                        restore.lineage().value(),
                        "restore " + restore.restore(),
                        at(restore.requestedAt()),
                        at(restore.deadline()))
                .update();
    }

    /** Does nothing when the lease was asked for already. */
    void request(LeaseRequested request) {
        jdbc.sql("""
                        insert into copy_lease (id, copy, lineage, holder, purpose, state, requested_at)
                        values (?, ?, ?, ?, ?, 'REQUESTED', ?)
                        on conflict (id) do update set state = 'REQUESTED', holder = excluded.holder,
                            purpose = excluded.purpose, requested_at = excluded.requested_at
                        where copy_lease.state = 'ANNOUNCED'
                        """)
                .params(
                        request.lease().value(),
                        request.copy().value(),
                        request.lineage().value(),
                        request.holder(),
                        request.purpose(),
                        at(request.requestedAt()))
                .update();
    }

    /** Ends the lease, also one that is not known yet: its request comes too late then. */
    void release(LeaseReleased release) {
        jdbc.sql("""
                        insert into copy_lease (id, copy, lineage, holder, purpose, state, requested_at, ended_at)
                        values (:id, :copy, :lineage, '', '', 'RELEASED', :at, :at)
                        on conflict (id) do update set state = 'RELEASED', ended_at = :at
                        """)
                .param("id", release.lease().value())
                .param("copy", release.copy().value())
                .param("lineage", release.lineage().value())
                .param("at", at(release.releasedAt()))
                .update();
    }

    /**
     * Decides a request.
     *
     * @return whether it still waited for that
     */
    boolean decide(LeaseId id, LeaseState state, @Nullable Reason reason, Instant now) {
        return jdbc.sql("""
                                update copy_lease
                                set state = :state, reason_code = :code, reason_text = :text, decided_at = :now,
                                    ended_at = case when :state = 'REFUSED' then cast(:now as timestamptz) end
                                where id = :id and state = 'REQUESTED'
                                """)
                        .param("state", state.name())
                        .param("code", reason == null ? null : reason.code())
                        .param("text", reason == null ? null : reason.text())
                        .param("now", at(now))
                        .param("id", id.value())
                        .update()
                > 0;
    }

    List<UUID> undecided(int limit) {
        return jdbc.sql("select id from copy_lease where state = 'REQUESTED' order by requested_at limit ?")
                .param(limit)
                .query(UUID.class)
                .list();
    }

    /** Who uses the copies of a lineage now, or is about to. */
    public Map<CopyId, List<Hold>> holds(LineageId lineage) {
        Map<CopyId, List<Hold>> holds = new HashMap<>();
        jdbc.sql("select * from copy_lease where lineage = :lineage and " + HOLDING + " order by requested_at, id")
                .param("lineage", lineage.value())
                .param("now", at(clock.instant()))
                .query(LeaseStore::read)
                .list()
                .forEach(lease -> holds.computeIfAbsent(lease.copy(), copy -> new ArrayList<>())
                        .add(new Hold(lease.holder(), lease.purpose())));
        return holds;
    }

    /** Whether somebody uses the copy now, or is about to. */
    public boolean inUse(CopyId copy) {
        return jdbc.sql("select exists (select 1 from copy_lease where copy = :copy and " + HOLDING + ")")
                .param("copy", copy.value())
                .param("now", at(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    private static Lease read(ResultSet row, int n) throws SQLException {
        String code = row.getString("reason_code");
        OffsetDateTime decidedAt = row.getObject("decided_at", OffsetDateTime.class);
        return new Lease(
                new LeaseId(row.getObject("id", UUID.class)),
                new CopyId(row.getObject("copy", UUID.class)),
                new LineageId(row.getObject("lineage", UUID.class)),
                row.getString("holder"),
                row.getString("purpose"),
                LeaseState.valueOf(row.getString("state")),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                code == null ? null : new Reason(code, row.getString("reason_text")),
                decidedAt == null ? null : decidedAt.toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
