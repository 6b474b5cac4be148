package io.spirula.restore.doctor;

import io.spirula.contracts.TargetRef;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The pools that copies went to lately. */
@Repository
class ReplicaPools {

    /** A pool that nothing was copied to for so long may be gone. */
    private static final Duration LATELY = Duration.ofDays(7);

    private final JdbcClient jdbc;
    private final Clock clock;

    ReplicaPools(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A copy is complete there. */
    void seen(TargetRef target) {
        jdbc.sql("""
                        insert into replica_pool (cluster, pool, seen_at) values (:cluster, :pool, :now)
                        on conflict (cluster, pool) do update set seen_at = excluded.seen_at
                        """)
                .param("cluster", target.cluster())
                .param("pool", target.pool())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    List<String> of(String cluster) {
        return jdbc.sql("select pool from replica_pool where cluster = :cluster and seen_at > :since order by pool")
                .param("cluster", cluster)
                .param("since", clock.instant().minus(LATELY).atOffset(ZoneOffset.UTC))
                .query(String.class)
                .list();
    }
}
