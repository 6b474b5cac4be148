package io.spirula.snapshot.creation;

import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets runs that ended long ago: longer than any request for them stays in Kafka. */
@Component
class EndedRuns implements Worker {

    private static final Duration KEPT = Duration.ofDays(35);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    EndedRuns(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public String queue() {
        return "ended-runs";
    }

    @Override
    public List<String> dueInstances(int limit) {
        return List.of("all");
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        OffsetDateTime before = clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
        turn.runInTransaction(() -> {
            jdbc.sql("delete from backup_run where ended_at < :before and watch_until is null")
                    .param("before", before)
                    .update();
            jdbc.sql("delete from cancelled_run where requested_at < :before")
                    .param("before", before)
                    .update();
        });
        return WorkResult.again(INTERVAL);
    }
}
