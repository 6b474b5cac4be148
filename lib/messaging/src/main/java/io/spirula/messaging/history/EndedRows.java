package io.spirula.messaging.history;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Things that statements alone forget. */
public abstract class EndedRows implements Ended {

    private final JdbcClient jdbc;
    private final String name;
    private final List<String> statements;

    /**
     * @param statements each deletes at most {@code :limit} rows of what ended before {@code :before}; while one deletes that
     *     many, those after it wait
     */
    protected EndedRows(JdbcClient jdbc, String name, String... statements) {
        this.jdbc = jdbc;
        this.name = name;
        this.statements = List.of(statements);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int forget(Instant before, int limit) {
        int forgotten = 0;
        for (String statement : statements) {
            forgotten = jdbc.sql(statement)
                    .param("before", before.atOffset(ZoneOffset.UTC))
                    .param("limit", limit)
                    .update();
            if (forgotten == limit) {
                return limit;
            }
        }
        return forgotten;
    }
}
