package io.spirula.transfer.copy;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Reason;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which runs were cancelled. Remembered, since a cancellation may be told before the snapshot of its run. */
@Component
class CancelledRuns {

    private final JdbcClient jdbc;

    CancelledRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Reason remember(CancelRequested request) {
        jdbc.sql("insert into cancelled_run (run, lineage, requested_by) values (?, ?, ?) on conflict do nothing")
                .params(request.run().value(), request.lineage().value(), request.requestedBy())
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

    private static Reason reason(String requestedBy) {
        return new Reason("CANCELLED", "cancelled by " + requestedBy);
    }
}
