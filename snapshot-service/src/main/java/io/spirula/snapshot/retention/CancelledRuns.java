package io.spirula.snapshot.retention;

import io.spirula.contracts.RunId;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Runs that somebody gave up. */
@Repository
class CancelledRuns {

    private final JdbcClient jdbc;

    CancelledRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Set<RunId> among(Collection<RunId> runs) {
        return jdbc
                .sql("select run from cancelled_run where run = any(:runs)")
                .param("runs", runs.stream().map(RunId::value).toArray(UUID[]::new))
                .query(UUID.class)
                .list()
                .stream()
                .map(RunId::new)
                .collect(Collectors.toSet());
    }
}
