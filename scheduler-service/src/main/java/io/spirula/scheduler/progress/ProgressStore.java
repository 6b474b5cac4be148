package io.spirula.scheduler.progress;

import static io.spirula.scheduler.db.Sql.instant;
import static io.spirula.scheduler.db.Sql.time;

import io.spirula.contracts.event.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The newest progress of each copy and restore, by its id. Lost when PostgreSQL crashes, which does no harm. */
@Repository
public class ProgressStore {

    private final JdbcClient jdbc;

    public ProgressStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void save(UUID id, Progress progress) {
        Reason obstacle = progress.obstacle();
        jdbc.sql("""
                insert into progress (id, phase, bytes_done, bytes_total, bytes_known, bytes_per_second, seconds_left,
                    obstacle_code, obstacle_text, at)
                values (:id, :phase, :done, :total, :known, :rate, :left, :code, :text, :at)
                on conflict (id) do update set phase = excluded.phase, bytes_done = excluded.bytes_done,
                    bytes_total = excluded.bytes_total, bytes_known = excluded.bytes_known,
                    bytes_per_second = excluded.bytes_per_second, seconds_left = excluded.seconds_left,
                    obstacle_code = excluded.obstacle_code,
                    obstacle_text = excluded.obstacle_text, at = excluded.at
                where progress.at < excluded.at
                """)
                .param("id", id)
                .param("phase", progress.phase())
                .param("done", progress.bytesDone())
                .param("total", progress.bytesTotal())
                .param("known", progress.bytesKnown())
                .param("rate", progress.bytesPerSecond())
                .param("left", progress.secondsLeft())
                .param("code", obstacle == null ? null : obstacle.code())
                .param("text", obstacle == null ? null : obstacle.text())
                .param("at", time(progress.at()))
                .update();
    }

    public Map<UUID, Progress> of(Collection<UUID> ids) {
        Map<UUID, Progress> found = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("select * from progress where id in (:ids)")
                    .param("ids", ids)
                    .query((ResultSet row) -> {
                        found.put(row.getObject("id", UUID.class), progress(row));
                    });
        }
        return found;
    }

    public int deleteBefore(Instant moment) {
        return jdbc.sql("delete from progress where at < :moment")
                .param("moment", time(moment))
                .update();
    }

    private static Progress progress(ResultSet row) throws SQLException {
        String obstacle = row.getString("obstacle_code");
        return new Progress(
                row.getString("phase"),
                row.getLong("bytes_done"),
                row.getObject("bytes_total", Long.class),
                row.getObject("bytes_known", Long.class),
                row.getObject("bytes_per_second", Long.class),
                row.getObject("seconds_left", Long.class),
                obstacle == null ? null : new Reason(obstacle, row.getString("obstacle_text")),
                instant(row, "at"));
    }
}
