package io.spirula.scheduler.restore;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets restores that ended long ago. One whose image still reads through to a replica stays. */
@Component
class EndedRestores extends EndedRows {

    EndedRestores(JdbcClient jdbc) {
        super(jdbc, "restores", """
                delete from restore where id in (
                    select id from restore
                    where ended_at < :before and not (instant and state = 'COMPLETED' and flattened_at is null)
                    limit :limit)
                """);
    }
}
