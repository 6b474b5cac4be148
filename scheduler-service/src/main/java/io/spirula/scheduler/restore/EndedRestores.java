package io.spirula.scheduler.restore;

import static io.spirula.scheduler.db.Sql.time;

import io.spirula.messaging.history.Ended;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets restores that ended long ago. One whose image still reads through to a replica stays. */
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
        return jdbc.sql("""
                delete from restore where id in (
                    select id from restore
                    where ended_at < :before and not (instant and state = 'COMPLETED' and flattened_at is null)
                    limit :limit)
                """).param("before", time(before)).param("limit", limit).update();
    }
}
