package io.spirula.scheduler.adoption;

import static io.spirula.scheduler.db.Sql.time;

import io.spirula.messaging.history.Ended;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets adoptions that ended long ago. */
@Component
class EndedAdoptions implements Ended {

    private final JdbcClient jdbc;

    EndedAdoptions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "adoptions";
    }

    @Override
    public int forget(Instant before, int limit) {
        return jdbc.sql(
                        "delete from adoption where id in (select id from adoption where ended_at < :before limit :limit)")
                .param("before", time(before))
                .param("limit", limit)
                .update();
    }
}
