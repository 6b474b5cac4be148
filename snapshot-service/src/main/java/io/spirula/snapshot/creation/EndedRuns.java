package io.spirula.snapshot.creation;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets backups that ended long ago, and cancellations that are as old. */
@Component
class EndedRuns extends EndedRows {

    EndedRuns(JdbcClient jdbc) {
        super(jdbc, "runs", """
                delete from backup_run where run in (
                    select run from backup_run where ended_at < :before and watch_until is null
                    limit :limit for update skip locked)
                """, """
                delete from cancelled_run where run in (
                    select run from cancelled_run where requested_at < :before limit :limit for update skip locked)
                """);
    }
}
