package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.NextVersion;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.ImageGone;
import io.spirula.contracts.event.MirrorRole;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Images as they were told last. */
@Repository
class InventoryStore {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    InventoryStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The images of a cluster that are not gone. */
    Map<ImageId, KnownImage> present(String cluster) {
        Map<ImageId, KnownImage> images = new LinkedHashMap<>();
        jdbc.sql("select * from inventory_image where cluster = :cluster and not gone")
                .param("cluster", cluster)
                .query(this::read)
                .list()
                .forEach(known -> images.put(known.image(), known));
        return images;
    }

    /** Stores a state; tells its new version if that is news, and nothing if it was known already. */
    OptionalLong observe(ImageId image, ImageState state, Instant at) {
        return version(jdbc.sql("""
                        insert into inventory_image as known (image, cluster, pool, name, size, features, labels,
                            in_trash, spirula_owned, mirror_role, version, observed_at, gone)
                        values (:image, :cluster, :pool, :name, :size, :features, :labels::jsonb,
                            :inTrash, :owned, :role, :version, :at, false)
                        on conflict (image) do update set cluster = excluded.cluster, pool = excluded.pool,
                            name = excluded.name, size = excluded.size, features = excluded.features,
                            labels = excluded.labels, in_trash = excluded.in_trash,
                            spirula_owned = excluded.spirula_owned, mirror_role = excluded.mirror_role,
                            version = greatest(known.version + 1, :version), observed_at = excluded.observed_at, gone = false
                        where known.gone or (known.cluster, known.pool, known.name, known.size, known.features,
                            known.labels, known.in_trash, known.spirula_owned, known.mirror_role)
                            is distinct from (excluded.cluster, excluded.pool, excluded.name, excluded.size,
                            excluded.features, excluded.labels, excluded.in_trash, excluded.spirula_owned,
                            excluded.mirror_role)
                        returning version
                        """)
                .param("image", image.text())
                .param("cluster", state.ref().cluster())
                .param("pool", state.ref().pool())
                .param("name", state.ref().name())
                .param("size", state.size())
                .param("features", state.features())
                .param("labels", json.writeValueAsString(state.labels()))
                .param("inTrash", state.inTrash())
                .param("owned", state.spirulaOwned())
                .param("role", state.mirrorRole().name())
                .param("version", NextVersion.after(0, at))
                .param("at", at.atOffset(ZoneOffset.UTC)));
    }

    /** Marks an image as gone; tells its new version if that is news. */
    OptionalLong gone(ImageId image, Instant at) {
        return version(jdbc.sql("""
                        update inventory_image set gone = true, version = greatest(version + 1, :version), observed_at = :at
                        where image = :image and not gone
                        returning version
                        """)
                .param("image", image.text())
                .param("version", NextVersion.after(0, at))
                .param("at", at.atOffset(ZoneOffset.UTC)));
    }

    /** What was told last of the first image after this one, gone or not, which stays until the transaction ends. */
    Optional<Event> lockToldAfter(@Nullable String image) {
        return jdbc.sql("""
                        select * from inventory_image where cast(:image as text) is null or image > :image
                        order by image limit 1 for update
                        """).param("image", image).query(this::told).optional();
    }

    private Event told(ResultSet row, int number) throws SQLException {
        KnownImage known = read(row, number);
        Instant at = row.getObject("observed_at", OffsetDateTime.class).toInstant();
        return row.getBoolean("gone")
                ? new ImageGone(known.image(), known.state().ref(), known.version(), at)
                : known.state().observed(known.image(), known.version(), at);
    }

    private static OptionalLong version(JdbcClient.StatementSpec statement) {
        return statement.query(Long.class).optional().map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private KnownImage read(ResultSet row, int number) throws SQLException {
        ImageId image = ImageId.parse(row.getString("image"));
        ImageRef ref =
                new ImageRef(row.getString("cluster"), row.getString("pool"), image.namespace(), row.getString("name"));
        return new KnownImage(
                image,
                new ImageState(
                        ref,
                        row.getLong("size"),
                        row.getLong("features"),
                        json.readValue(row.getString("labels"), LABELS),
                        row.getBoolean("in_trash"),
                        row.getBoolean("spirula_owned"),
                        MirrorRole.valueOf(row.getString("mirror_role"))),
                row.getLong("version"));
    }
}
