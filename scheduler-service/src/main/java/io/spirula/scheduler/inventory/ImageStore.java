package io.spirula.scheduler.inventory;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.time;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.ImageGone;
import io.spirula.contracts.event.ImageObserved;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.scheduler.db.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The images that were told of: a projection of {@code spirula.inventory}. An older version never replaces a newer one. */
@Repository
public class ImageStore {

    private final JdbcClient jdbc;
    private final Json json;

    public ImageStore(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** False when it was known. */
    boolean observed(ImageObserved event) {
        return jdbc.sql("""
                        insert into image (id, cluster, pool, namespace, name, size, features, labels, in_trash,
                            spirula_owned, mirror_role, gone, version, observed_at)
                        values (:id, :cluster, :pool, :namespace, :name, :size, :features, :labels::jsonb, :trash,
                            :owned, :role, false, :version, :at)
                        on conflict (id) do update set cluster = excluded.cluster, pool = excluded.pool,
                            namespace = excluded.namespace, name = excluded.name, size = excluded.size,
                            features = excluded.features, labels = excluded.labels, in_trash = excluded.in_trash,
                            spirula_owned = excluded.spirula_owned, mirror_role = excluded.mirror_role, gone = false,
                            version = excluded.version, observed_at = excluded.observed_at
                        where image.version < excluded.version
                        """)
                        .params(place(event.image(), event.ref()))
                        .param("size", event.size())
                        .param("features", event.features())
                        .param("labels", json.write(event.labels()))
                        .param("trash", event.inTrash())
                        .param("owned", event.spirulaOwned())
                        .param("role", event.mirrorRole().name())
                        .param("version", event.version())
                        .param("at", time(event.observedAt()))
                        .update()
                > 0;
    }

    /** False when it was known. */
    boolean gone(ImageGone event) {
        return jdbc.sql("""
                        insert into image (id, cluster, pool, namespace, name, size, labels, in_trash, spirula_owned,
                            mirror_role, gone, version, observed_at)
                        values (:id, :cluster, :pool, :namespace, :name, 0, '{}', false, false, 'NONE', true,
                            :version, :at)
                        on conflict (id) do update set gone = true, version = excluded.version,
                            observed_at = excluded.observed_at
                        where image.version < excluded.version
                        """)
                        .params(place(event.image(), event.ref()))
                        .param("version", event.version())
                        .param("at", time(event.observedAt()))
                        .update()
                > 0;
    }

    void forget(String id) {
        jdbc.sql("delete from image where id = :id").param("id", id).update();
    }

    /** To be followed by reading the topic again. */
    public void forgetAll() {
        jdbc.sql("delete from image").update();
    }

    public Optional<ObservedImage> find(ImageId id) {
        return find(id.text());
    }

    Optional<ObservedImage> find(String id) {
        return jdbc.sql("select * from image where id = :id")
                .param("id", id)
                .query(this::image)
                .optional();
    }

    /** All, also those that are gone. */
    public List<ObservedImage> all() {
        return jdbc.sql("select * from image order by cluster, pool, namespace, name, id")
                .query(this::image)
                .list();
    }

    /** All with this name, whatever their pool. */
    List<ObservedImage> named(String name) {
        return jdbc.sql("select * from image where name = :name order by cluster, pool, namespace, id")
                .param("name", name)
                .query(this::image)
                .list();
    }

    /** All that are, or were, called exactly so. */
    public List<ObservedImage> at(ImageRef ref) {
        return named(ref.name()).stream()
                .filter(image -> image.ref().equals(ref))
                .toList();
    }

    private static Map<String, Object> place(ImageId id, ImageRef ref) {
        Map<String, Object> place = new HashMap<>();
        place.put("id", id.text());
        place.put("cluster", ref.cluster());
        place.put("pool", ref.pool());
        place.put("namespace", ref.namespace());
        place.put("name", ref.name());
        return place;
    }

    private ObservedImage image(ResultSet row, int number) throws SQLException {
        return new ObservedImage(
                ImageId.parse(row.getString("id")),
                new ImageRef(
                        row.getString("cluster"),
                        row.getString("pool"),
                        row.getString("namespace"),
                        row.getString("name")),
                row.getLong("size"),
                row.getObject("features", Long.class),
                labels(row.getString("labels")),
                row.getBoolean("in_trash"),
                row.getBoolean("spirula_owned"),
                MirrorRole.valueOf(row.getString("mirror_role")),
                row.getBoolean("gone"),
                instant(row, "observed_at"));
    }

    private Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        json.read(text, Map.class).forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
        return labels;
    }
}
