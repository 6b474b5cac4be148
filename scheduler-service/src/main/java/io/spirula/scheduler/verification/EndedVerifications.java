package io.spirula.scheduler.verification;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets verifications that ended long ago. */
@Component
class EndedVerifications extends EndedRows {

    EndedVerifications(JdbcClient jdbc) {
        super(jdbc, "verifications", """
                delete from verification where id in (
                    select id from verification where ended_at < :before limit :limit)
                """);
    }
}
