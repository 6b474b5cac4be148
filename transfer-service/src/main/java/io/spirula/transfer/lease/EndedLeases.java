package io.spirula.transfer.lease;

import io.spirula.messaging.history.Ended;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets leases that ended so long ago that no request for them is on its way any more. */
@Component
class EndedLeases implements Ended {

    private final JdbcClient jdbc;

    EndedLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "leases";
    }

    @Override
    public int forget(Instant before, int limit) {
        return jdbc.sql("""
                        with forgotten as (
                            select id from copy_lease
                            where ended_at < :before or state = 'ANNOUNCED' and announced_until < :before
                            limit :limit for update skip locked)
                        delete from copy_lease using forgotten where copy_lease.id = forgotten.id
                        """)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }
}
