package io.spirula.transfer.lease;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets leases that ended so long ago that no request for them is on its way any more. */
@Component
class EndedLeases extends EndedRows {

    EndedLeases(JdbcClient jdbc) {
        super(jdbc, "leases", """
                with forgotten as (
                    select id from copy_lease
                    where ended_at < :before or state = 'ANNOUNCED' and announced_until < :before
                    limit :limit for update skip locked)
                delete from copy_lease using forgotten where copy_lease.id = forgotten.id
                """);
    }
}
