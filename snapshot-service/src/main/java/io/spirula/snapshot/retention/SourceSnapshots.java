package io.spirula.snapshot.retention;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of our snapshots. Every transition names the state it starts from, so that a repeated one does nothing. */
@Repository
class SourceSnapshots {

    private final JdbcClient jdbc;

    SourceSnapshots(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it was not recorded before. */
    boolean insert(SourceSnapshot snapshot) {
        return jdbc.sql("""
                        insert into source_snapshot (image, snapshot_id, point, run, lineage, cluster, pool, name,
                            snapshot, policy, size, requested_at, created_at, state)
                        values (:image, :id, :point, :run, :lineage, :cluster, :pool, :name,
                            :snapshot, :policy, :size, :requestedAt, :createdAt, 'held')
                        on conflict do nothing
                        """)
                        .param("image", snapshot.image().text())
                        .param("id", snapshot.snapshotId())
                        .param("point", snapshot.point().value())
                        .param("run", snapshot.run().value())
                        .param("lineage", snapshot.lineage().value())
                        .param("cluster", snapshot.ref().cluster())
                        .param("pool", snapshot.ref().pool())
                        .param("name", snapshot.ref().name())
                        .param("snapshot", snapshot.snapshot())
                        .param("policy", snapshot.policy())
                        .param("size", snapshot.size())
                        .param("requestedAt", utc(snapshot.requestedAt()))
                        .param("createdAt", utc(snapshot.createdAt()))
                        .update()
                == 1;
    }

    /** Those of a lineage that are held or being removed, oldest first. */
    List<SourceSnapshot> present(LineageId lineage) {
        return jdbc.sql("""
                        select * from source_snapshot
                        where lineage = :lineage and state in ('held', 'removing') order by snapshot_id
                        """)
                .param("lineage", lineage.value())
                .query(SourceSnapshots::read)
                .list();
    }

    /** Those of every lineage that are held or being removed. */
    List<SourceSnapshot> present() {
        return jdbc.sql("""
                        select * from source_snapshot
                        where state in ('held', 'removing') order by lineage, snapshot_id
                        """).query(SourceSnapshots::read).list();
    }

    /** Those of an image that are held or being removed, oldest first. */
    List<SourceSnapshot> presentOn(ImageId image) {
        return jdbc.sql("""
                        select * from source_snapshot
                        where image = :image and state in ('held', 'removing') order by snapshot_id
                        """)
                .param("image", image.text())
                .query(SourceSnapshots::read)
                .list();
    }

    /** Ids of the snapshots held on the images of a cluster. */
    Map<ImageId, Set<Long>> heldOn(String cluster) {
        Map<ImageId, Set<Long>> held = new HashMap<>();
        jdbc.sql("select image, snapshot_id from source_snapshot where cluster = :cluster and state = 'held'")
                .param("cluster", cluster)
                .query((row, number) -> held.computeIfAbsent(
                                ImageId.parse(row.getString("image")), image -> new HashSet<>())
                        .add(row.getLong("snapshot_id")))
                .list();
        return held;
    }

    List<LineageId> lineagesHeldBy(String policy) {
        return jdbc
                .sql("select distinct lineage from source_snapshot where policy = :policy and state = 'held'")
                .param("policy", policy)
                .query(UUID.class)
                .list()
                .stream()
                .map(LineageId::new)
                .toList();
    }

    /** Decides that it goes; whether it was held until now. */
    boolean startRemoval(SourceSnapshot snapshot, Reason reason) {
        return move(snapshot, SnapshotState.HELD, SnapshotState.REMOVING, reason, null);
    }

    /** Records the end of it; whether it was in the given state until now. */
    boolean end(SourceSnapshot snapshot, SnapshotState from, SnapshotState to, Reason reason, Instant at) {
        return move(snapshot, from, to, reason, at);
    }

    private boolean move(
            SourceSnapshot snapshot, SnapshotState from, SnapshotState to, Reason reason, @Nullable Instant endedAt) {
        return jdbc.sql("""
                        update source_snapshot set state = :to, reason_code = :code, reason_text = :text,
                            ended_at = :endedAt, obstacle = null
                        where image = :image and snapshot_id = :id and state = :from
                        """)
                        .param("image", snapshot.image().text())
                        .param("id", snapshot.snapshotId())
                        .param("from", from.stored())
                        .param("to", to.stored())
                        .param("code", reason.code())
                        .param("text", reason.text())
                        .param("endedAt", endedAt == null ? null : utc(endedAt))
                        .update()
                == 1;
    }

    /** Records what was told of its end; one that is not present stays as it is. */
    void ended(ImageId image, long snapshotId, SnapshotState state, Reason reason, Instant at) {
        jdbc.sql("""
                        update source_snapshot set state = :state, reason_code = :code, reason_text = :text,
                            ended_at = :at, obstacle = null
                        where image = :image and snapshot_id = :id and state in ('held', 'removing')
                        """)
                .param("image", image.text())
                .param("id", snapshotId)
                .param("state", state.stored())
                .param("code", reason.code())
                .param("text", reason.text())
                .param("at", utc(at))
                .update();
    }

    Optional<SourceSnapshot> find(ImageId image, PointId point, RunId run) {
        return jdbc.sql("select * from source_snapshot where image = :image and point = :point and run = :run")
                .param("image", image.text())
                .param("point", point.value())
                .param("run", run.value())
                .query(SourceSnapshots::read)
                .optional();
    }

    /** Corrects when they were asked for; the lineages where that was news. */
    List<LineageId> askedFor(RunId run, Instant at) {
        return jdbc.sql("""
                        update source_snapshot set requested_at = :at where run = :run and requested_at <> :at
                        returning lineage
                        """).param("run", run.value()).param("at", utc(at)).query(UUID.class).list().stream()
                .map(LineageId::new)
                .toList();
    }

    void obstruct(SourceSnapshot snapshot, String obstacle) {
        jdbc.sql("update source_snapshot set obstacle = :obstacle where image = :image and snapshot_id = :id")
                .param("image", snapshot.image().text())
                .param("id", snapshot.snapshotId())
                .param("obstacle", obstacle)
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static SourceSnapshot read(ResultSet row, int number) throws SQLException {
        ImageId image = ImageId.parse(row.getString("image"));
        String code = row.getString("reason_code");
        return new SourceSnapshot(
                image,
                row.getLong("snapshot_id"),
                new PointId(row.getObject("point", UUID.class)),
                new RunId(row.getObject("run", UUID.class)),
                new LineageId(row.getObject("lineage", UUID.class)),
                new ImageRef(row.getString("cluster"), row.getString("pool"), image.namespace(), row.getString("name")),
                row.getString("snapshot"),
                row.getString("policy"),
                row.getLong("size"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                SnapshotState.ofStored(row.getString("state")),
                code == null ? null : new Reason(code, row.getString("reason_text")),
                row.getString("obstacle"));
    }
}
