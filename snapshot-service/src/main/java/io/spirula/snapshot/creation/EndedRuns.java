package io.spirula.snapshot.creation;

import io.spirula.messaging.history.Ended;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets backups that ended long ago, and cancellations that are as old. */
@Component
class EndedRuns implements Ended {

    private static final List<String> STEPS = List.of("""
            delete from backup_run where run in (
                select run from backup_run where ended_at < :before and watch_until is null
                limit :limit for update skip locked)
            """, """
            delete from cancelled_run where run in (
                select run from cancelled_run where requested_at < :before limit :limit for update skip locked)
            """);

    private final JdbcClient jdbc;

    EndedRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public int forget(Instant before, int limit) {
        int forgotten = 0;
        for (String step : STEPS) {
            forgotten = jdbc.sql(step)
                    .param("before", before.atOffset(ZoneOffset.UTC))
                    .param("limit", limit)
                    .update();
            if (forgotten == limit) {
                return limit;
            }
        }
        return forgotten;
    }
}
