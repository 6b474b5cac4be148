package io.spirula.restore.command;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets restores that ended long ago and left nothing to do, and what was told of restores that were never heard of. */
@Component
class EndedRestores extends EndedRows {

    EndedRestores(JdbcClient jdbc) {
        super(jdbc, "restores", """
                delete from told_end where restore in (select restore from told_end where ended_at < :before limit :limit)
                """, """
                delete from told_lease where lease in (select lease from told_lease where told_at < :before limit :limit)
                """, """
                delete from restore where restore in (
                    select restore from restore
                    where state in ('completed', 'failed', 'cancelled') and not unfinished and not to_let_go and ended_at < :before
                    limit :limit)
                """);
    }
}
