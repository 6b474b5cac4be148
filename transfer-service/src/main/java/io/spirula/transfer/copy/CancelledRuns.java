package io.spirula.transfer.copy;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.history.Ended;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which runs were cancelled. Remembered, since a cancellation may be told before the snapshot of its run. */
@Component
class CancelledRuns implements Ended {

    private final JdbcClient jdbc;

    CancelledRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Reason remember(CancelRequested request) {
        jdbc.sql("""
                        insert into cancelled_run (run, lineage, requested_by, requested_at) values (?, ?, ?, ?)
                        on conflict do nothing
                        """)
                .params(
                        request.run().value(),
                        request.lineage().value(),
                        request.requestedBy(),
                        request.requestedAt().atOffset(ZoneOffset.UTC))
                .update();
        return reason(request.requestedBy());
    }

    Optional<Reason> find(RunId run, LineageId lineage) {
        return jdbc.sql("select requested_by from cancelled_run where run = ? and lineage = ?")
                .params(run.value(), lineage.value())
                .query(String.class)
                .optional()
                .map(CancelledRuns::reason);
    }

    @Override
    public String name() {
        return "cancelled runs";
    }

    @Override
    public int forget(Instant before, int limit) {
        return jdbc.sql("""
                        delete from cancelled_run where (run, lineage) in (
                            select run, lineage from cancelled_run where requested_at < :before limit :limit)
                        """)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }

    private static Reason reason(String requestedBy) {
        return new Reason("CANCELLED", "cancelled by " + requestedBy);
    }
}
