package io.spirula.scheduler.adoption;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets adoptions that ended long ago. */
@Component
class EndedAdoptions extends EndedRows {

    EndedAdoptions(JdbcClient jdbc) {
        super(jdbc, "adoptions", """
                delete from adoption where id in (select id from adoption where ended_at < :before limit :limit)
                """);
    }
}
