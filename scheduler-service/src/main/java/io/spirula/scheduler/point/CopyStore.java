package io.spirula.scheduler.point;

import static io.spirula.scheduler.db.Sql.time;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.Copy;
import io.spirula.scheduler.db.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The copies that were told of: a projection of {@code spirula.copy}. An older version never replaces a newer one. */
@Repository
public class CopyStore {

    private final JdbcClient jdbc;
    private final Json json;

    public CopyStore(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** False when it was known. */
    boolean save(Copy copy) {
        return jdbc.sql("""
                        insert into copy (id, point, run, lineage, image, ref, tenant, target_key, state, snapshot,
                            point_time, version, body)
                        values (:id, :point, :run, :lineage, :image, :ref, :tenant, :target, :state, :snapshot,
                            :time, :version, :body::jsonb)
                        on conflict (id) do update set state = excluded.state, ref = excluded.ref,
                            point_time = excluded.point_time, version = excluded.version, body = excluded.body
                        where copy.version < excluded.version
                        """)
                        .param("id", copy.id().value())
                        .param("point", copy.point().value())
                        .param("run", copy.run().value())
                        .param("lineage", copy.lineage().value())
                        .param("image", copy.source().text())
                        .param("ref", copy.ref().text())
                        .param("tenant", copy.tenant())
                        .param("target", copy.target().key())
                        .param("state", copy.state().name())
                        .param("snapshot", copy.snapshot())
                        .param("time", time(copy.pointTime()))
                        .param("version", copy.version())
                        .param("body", json.write(copy))
                        .update()
                > 0;
    }

    void forget(CopyId id) {
        jdbc.sql("delete from copy where id = :id").param("id", id.value()).update();
    }

    /** To be followed by reading the topic again. */
    public void forgetAll() {
        jdbc.sql("delete from copy").update();
    }

    public Optional<Copy> find(CopyId id) {
        return jdbc.sql("select body from copy where id = :id")
                .param("id", id.value())
                .query(this::copy)
                .optional();
    }

    public List<Copy> ofRun(RunId run) {
        return jdbc.sql("select body from copy where run = :run")
                .param("run", run.value())
                .query(this::copy)
                .list();
    }

    /** All copies of the points of these disks of which more is left than that they failed or expired, newest point first. */
    public List<Copy> ofLineages(Collection<LineageId> lineages) {
        return newest(lineages, null, false, Integer.MAX_VALUE);
    }

    /**
     * The newest points, with all their copies.
     *
     * @param lineages of these disks; null for all
     * @param tenant of this tenant; null for everybody
     * @param all also those of which nothing is left
     * @param points how many
     */
    List<Copy> newest(@Nullable Collection<LineageId> lineages, @Nullable String tenant, boolean all, int points) {
        if (lineages != null && lineages.isEmpty()) {
            return List.of();
        }
        String disks = lineages == null ? "" : " and lineage in (:lineages)";
        String left = all ? "" : " and state not in ('FAILED', 'EXPIRED')";
        JdbcClient.StatementSpec query =
                jdbc.sql("""
                        select body from copy where point in (
                            select point from copy
                            where (cast(:tenant as text) is null or tenant = :tenant)%s%s
                            group by point order by max(point_time) desc, point limit :points)
                        order by point_time desc, point, target_key
                        """.formatted(disks, left)).param("tenant", tenant).param("points", points);
        if (lineages != null) {
            query = query.param(
                    "lineages", lineages.stream().map(LineageId::value).toList());
        }
        return query.query(this::copy).list();
    }

    List<Copy> ofPoint(UUID point) {
        return jdbc.sql("select body from copy where point = :point order by target_key")
                .param("point", point)
                .query(this::copy)
                .list();
    }

    /** The newest complete copy of each disk on each target. */
    public List<Copy> newestComplete() {
        return jdbc.sql("""
                select distinct on (lineage, target_key, tenant) body from copy where state = 'COMPLETE'
                order by lineage, target_key, tenant, point_time desc
                """).query(this::copy).list();
    }

    /** All copies that somebody still works on, or waits to. */
    public List<Copy> open() {
        return jdbc.sql("select body from copy where state in ('PENDING', 'TRANSFERRING') order by point_time")
                .query(this::copy)
                .list();
    }

    /** Whose copies of a disk there are. */
    public Set<String> tenantsOf(LineageId lineage) {
        return jdbc.sql("select distinct tenant from copy where lineage = :lineage")
                .param("lineage", lineage.value())
                .query(String.class)
                .set();
    }

    boolean knows(LineageId lineage, @Nullable String tenant) {
        return jdbc.sql("""
                select exists (select 1 from copy where lineage = :lineage
                    and (cast(:tenant as text) is null or tenant = :tenant))
                """)
                .param("lineage", lineage.value())
                .param("tenant", tenant)
                .query(Boolean.class)
                .single();
    }

    /** Disks that have copies made under this name, or of the image with this id. */
    List<LineageId> lineagesOf(String imageOrRef, @Nullable String tenant) {
        return jdbc.sql("""
                select distinct lineage from copy where (image = :text or ref = :text)
                    and (cast(:tenant as text) is null or tenant = :tenant)
                order by lineage
                """)
                .param("text", imageOrRef)
                .param("tenant", tenant)
                .query((row, number) -> new LineageId(row.getObject("lineage", UUID.class)))
                .list();
    }

    /** The names under which copies were made that end in this. */
    List<String> refsEndingIn(String text, @Nullable String tenant) {
        return jdbc.sql("""
                select distinct ref from copy where right(ref, length(:end)) = :end
                    and (cast(:tenant as text) is null or tenant = :tenant)
                order by ref limit 20
                """)
                .param("end", "/" + text)
                .param("tenant", tenant)
                .query(String.class)
                .list();
    }

    private Copy copy(ResultSet row, int number) throws SQLException {
        return json.read(row.getString("body"), Copy.class);
    }
}
