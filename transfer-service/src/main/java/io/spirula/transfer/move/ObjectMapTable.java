package io.spirula.transfer.move;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.mover.dirty.BaseEvidence;
import io.spirula.mover.dirty.MapHistory;
import io.spirula.transfer.copy.Route;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is known of the object maps of source images. Writing needs a transaction. */
@Component
class ObjectMapTable {

    private final JdbcClient jdbc;

    ObjectMapTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty for a route that never went by maps, and for another image. */
    Optional<MapHistory> history(Route route, ImageId source) {
        return jdbc.sql("select * from object_map_history where lineage = ? and target_key = ? and source = ?")
                .params(route.lineage().value(), route.targetKey(), source.text())
                .query(ObjectMapTable::read)
                .optional();
    }

    /**
     * Keeps what a copy taught. What was found suspect while it was made stays so.
     *
     * @param everything whether it copied everything
     */
    void remember(Route route, ImageId source, MapHistory history, boolean everything) {
        LineageId lineage = route.lineage();
        jdbc.sql("""
                        insert into object_map_history (lineage, target_key, source, audited, made_fast, suspect,
                            audit_next, copied, alone, written)
                        values (:lineage, :target, :source, :audited, :fast, :suspect, :next, :copied, :alone, :written)
                        on conflict (lineage, target_key) do update set source = excluded.source,
                            audited = excluded.audited and (:everything or not object_map_history.suspect),
                            suspect = object_map_history.suspect and not :everything, made_fast = excluded.made_fast,
                            audit_next = excluded.audit_next, copied = excluded.copied, alone = excluded.alone,
                            written = excluded.written
                        """)
                .param("everything", everything)
                .param("lineage", lineage.value())
                .param("target", route.targetKey())
                .param("source", source.text())
                .param("audited", history.audited())
                .param("fast", history.madeFast())
                .param("suspect", history.suspect())
                .param("next", history.auditNext())
                .param("copied", history.copied())
                .param("alone", history.evidence().alone())
                .param("written", history.evidence().written().toArray(Long[]::new))
                .update();
    }

    /** Why the maps of an image are not trusted; empty if nothing speaks against them. */
    Optional<String> distrust(ImageId source) {
        return jdbc.sql("select reason from object_map_distrust where source = ?")
                .param(source.text())
                .query(String.class)
                .optional();
    }

    /**
     * Trusts the maps of an image no more: what may have gone by them is suspect on every target, be it by a copy that is
     * not recorded yet.
     *
     * @return false if they were not trusted before
     */
    boolean distrust(ImageId source, String reason, Instant now) {
        jdbc.sql("update object_map_history set suspect = true, audited = false where source = ?")
                .param(source.text())
                .update();
        return jdbc.sql("""
                                insert into object_map_distrust (source, reason, noticed_at) values (?, ?, ?)
                                on conflict (source) do nothing
                                """)
                        .params(source.text(), reason, now.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /**
     * Trusts them again, once all of them were audited.
     *
     * @return false if nothing spoke against them
     */
    boolean trust(ImageId source) {
        return jdbc.sql("delete from object_map_distrust where source = ?")
                        .param(source.text())
                        .update()
                == 1;
    }

    /** Why, by image. */
    Map<String, String> distrusted() {
        Map<String, String> reasons = new TreeMap<>();
        jdbc.sql("select source, reason from object_map_distrust").query(row -> {
            reasons.put(row.getString("source"), row.getString("reason"));
        });
        return reasons;
    }

    private static MapHistory read(ResultSet row, int n) throws SQLException {
        Long[] written =
                (Long[]) Objects.requireNonNull(row.getArray("written")).getArray();
        return new MapHistory(
                row.getBoolean("audited"),
                row.getBoolean("made_fast"),
                row.getBoolean("suspect"),
                row.getLong("audit_next"),
                row.getLong("copied"),
                new BaseEvidence(row.getBoolean("alone"), List.of(written)));
    }
}
