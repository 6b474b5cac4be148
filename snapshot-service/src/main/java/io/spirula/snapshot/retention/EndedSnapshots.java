package io.spirula.snapshot.retention;

import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets snapshots that went long ago: longer than any event that speaks of them stays in Kafka. */
@Component
class EndedSnapshots implements Worker {

    private static final Duration KEPT = Duration.ofDays(35);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    EndedSnapshots(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public String queue() {
        return "ended-snapshots";
    }

    @Override
    public List<String> dueInstances(int limit) {
        return List.of("all");
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        turn.runInTransaction(() -> {
            jdbc.sql("""
                            with forgotten as (
                                delete from source_snapshot
                                where state in ('pruned', 'lost') and ended_at < :before
                                returning image, snapshot_id)
                            delete from snapshot_lease lease using forgotten
                            where lease.image = forgotten.image and lease.snapshot_id = forgotten.snapshot_id
                            """)
                    .param("before", clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
                    .update();
        });
        return WorkResult.again(INTERVAL);
    }
}
