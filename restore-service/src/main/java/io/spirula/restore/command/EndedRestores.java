package io.spirula.restore.command;

import io.spirula.messaging.history.Ended;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets restores that ended long ago and left nothing to do, and what was told of restores that were never heard of. */
@Component
class EndedRestores implements Ended {

    private final JdbcClient jdbc;

    EndedRestores(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "restores";
    }

    @Override
    public int forget(Instant before, int limit) {
        int told = Math.max(
                forget("told_end", "restore", "ended_at < :before", before, limit),
                forget("told_lease", "lease", "told_at < :before", before, limit));
        return told == limit
                ? limit
                : forget(
                        "restore",
                        "restore",
                        "state in ('completed', 'failed', 'cancelled') and not unfinished and ended_at < :before",
                        before,
                        limit);
    }

    private int forget(String table, String key, String condition, Instant before, int limit) {
        OffsetDateTime moment = before.atOffset(ZoneOffset.UTC);
        return jdbc.sql("delete from %1$s where %2$s in (select %2$s from %1$s where %3$s limit :limit)"
                        .formatted(table, key, condition))
                .param("before", moment)
                .param("limit", limit)
                .update();
    }
}
