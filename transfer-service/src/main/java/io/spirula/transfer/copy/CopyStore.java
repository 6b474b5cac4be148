package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.MoveSettings;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.VerifyMode;
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
import org.springframework.stereotype.Component;

/** Copies as rows. Reads; writing is for {@link CopyTransitions} alone, forgetting for {@link EndedCopies}. */
@Component
public class CopyStore {

    private static final EventJson JSON = new EventJson();

    /** As the index copy_live has it. */
    private static final String LIVE =
            "(base_released is null or state in ('pending', 'transferring', 'complete', 'quarantined'))";

    private final JdbcClient jdbc;

    CopyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<TrackedCopy> find(CopyId id) {
        return jdbc.sql("select * from copy where id = ?")
                .param(id.value())
                .query(CopyStore::read)
                .optional();
    }

    /** Keeps others from changing the copy until the transaction ends. */
    public Optional<TrackedCopy> lock(CopyId id) {
        return jdbc.sql("select * from copy where id = ? for update")
                .param(id.value())
                .query(CopyStore::read)
                .optional();
    }

    /**
     * The copies of a lineage on a target that anything still depends on: being made, being kept, or with a source snapshot
     * that was not let go of. In the order of their source snapshots; their number does not grow with time.
     */
    public List<TrackedCopy> ofRoute(Route route) {
        return jdbc.sql("select * from copy where lineage = ? and target_key = ? and " + LIVE
                        + " order by source_snapshot_id, id")
                .params(route.lineage().value(), route.targetKey())
                .query(CopyStore::read)
                .list();
    }

    /** The same of a lineage on all its targets. */
    public List<TrackedCopy> ofLineage(LineageId lineage) {
        return jdbc.sql("select * from copy where lineage = ? and " + LIVE
                        + " order by target_key, source_snapshot_id, id")
                .param(lineage.value())
                .query(CopyStore::read)
                .list();
    }

    /** The next one to be made. */
    public Optional<TrackedCopy> oldestOpen(Route route) {
        return jdbc.sql("""
                        select * from copy
                        where lineage = ? and target_key = ? and state in ('pending', 'transferring')
                        order by source_snapshot_id, id limit 1
                        """)
                .params(route.lineage().value(), route.targetKey())
                .query(CopyStore::read)
                .optional();
    }

    /** The copy of the newest source snapshot, however it ended: it knows what the source was called last. */
    public Optional<TrackedCopy> newest(Route route) {
        return jdbc.sql("""
                        select * from copy where lineage = ? and target_key = ?
                        order by source_snapshot_id desc, id limit 1
                        """)
                .params(route.lineage().value(), route.targetKey())
                .query(CopyStore::read)
                .optional();
    }

    /** Whether a generation still holds a point, or one that is being made. */
    public boolean holdsAny(UUID replica) {
        return jdbc.sql("""
                        select exists (select 1 from copy
                        where replica = ? and state in ('pending', 'transferring', 'complete', 'quarantined'))
                        """).param(replica).query(Boolean.class).single();
    }

    List<CopyId> openOfRun(RunId run, LineageId lineage) {
        return jdbc.sql("""
                        select id from copy
                        where run = ? and lineage = ? and state in ('pending', 'transferring') order by id
                        """)
                .params(run.value(), lineage.value())
                .query(CopyStore::id)
                .list();
    }

    List<CopyId> openOfSnapshot(LineageId lineage, ImageId source, long snapshotId) {
        return jdbc.sql("""
                        select * from copy
                        where lineage = ? and source_snapshot_id = ? and state in ('pending', 'transferring') order by id
                        """).params(lineage.value(), snapshotId).query(CopyStore::read).stream()
                .filter(copy -> copy.told().source().equals(source))
                .map(TrackedCopy::id)
                .toList();
    }

    /** Ids in a stable order, to go through all of them in pages. */
    public List<CopyId> idsAfter(@Nullable CopyId last, int limit) {
        return jdbc.sql("select id from copy where cast(:last as uuid) is null or id > :last order by id limit :limit")
                .param("last", last == null ? null : last.value())
                .param("limit", limit)
                .query(CopyStore::id)
                .list();
    }

    void insert(TrackedCopy copy) {
        jdbc.sql("""
                        insert into copy (id, told, target_key, diff_mode, verify_mode, digest_mode, deadline)
                        values (?, cast(? as jsonb), ?, ?, ?, ?, ?)
                        """)
                .params(
                        copy.id().value(),
                        json(new CopyChanged(copy.told())),
                        copy.told().target().key(),
                        copy.settings().diff().name(),
                        copy.settings().verify().name(),
                        copy.settings().digestMode().name(),
                        at(copy.deadline()))
                .update();
    }

    void update(TrackedCopy copy) {
        jdbc.sql("""
                        update copy set told = cast(:told as jsonb), replica = :replica, failures = :failures,
                            next_attempt_at = :next, base_released = cast(:released as jsonb), removing = :removing,
                            given_up_code = :code, given_up_text = :text
                        where id = :id
                        """)
                .param("told", json(new CopyChanged(copy.told())))
                .param("replica", copy.replica())
                .param("failures", copy.failures())
                .param("next", copy.nextAttemptAt() == null ? null : at(copy.nextAttemptAt()))
                .param("released", copy.released() == null ? null : json(copy.released()))
                .param("removing", copy.removing())
                .param("code", copy.givenUp() == null ? null : copy.givenUp().code())
                .param("text", copy.givenUp() == null ? null : copy.givenUp().text())
                .param("id", copy.id().value())
                .update();
    }

    private static TrackedCopy read(ResultSet row, int n) throws SQLException {
        Copy told = ((CopyChanged) event(EventType.COPY_CHANGED, row.getString("told"))).copy();
        String released = row.getString("base_released");
        String code = row.getString("given_up_code");
        return new TrackedCopy(
                told,
                new MoveSettings(
                        DiffMode.valueOf(row.getString("diff_mode")),
                        VerifyMode.valueOf(row.getString("verify_mode")),
                        DigestMode.valueOf(row.getString("digest_mode"))),
                row.getObject("deadline", OffsetDateTime.class).toInstant(),
                row.getObject("replica", UUID.class),
                row.getInt("failures"),
                instant(row.getObject("next_attempt_at", OffsetDateTime.class)),
                released == null ? null : (BaseReleased) event(EventType.BASE_RELEASED, released),
                row.getBoolean("removing"),
                code == null ? null : new Reason(code, row.getString("given_up_text")));
    }

    private static CopyId id(ResultSet row, int n) throws SQLException {
        return new CopyId(row.getObject("id", UUID.class));
    }

    private static String json(Event event) {
        return new String(JSON.write(event), StandardCharsets.UTF_8);
    }

    private static Event event(EventType type, String json) {
        return JSON.read(type, json.getBytes(StandardCharsets.UTF_8));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
