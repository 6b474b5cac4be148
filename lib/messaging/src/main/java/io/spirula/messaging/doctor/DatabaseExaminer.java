package io.spirula.messaging.doctor;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at the service's database, and at the machine's clock by it. */
final class DatabaseExaminer implements Examiner {

    private static final String WHERE_TO_LOOK =
            "pg_lsclusters   # on its machine; start it: pg_ctlcluster VERSION main start";

    private static final String FACTS = """
            SELECT current_setting('server_version_num')::int AS version, current_user AS role,
                coalesce(current_schema(), '') AS schema,
                coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
                (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
                ARRAY(SELECT nspname::text FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
                    AND nspname NOT IN ('information_schema', 'public') AND nspname <> current_schema()
                    AND has_schema_privilege(oid, 'USAGE') ORDER BY nspname) AS others,
                clock_timestamp() AS time
            """;

    private final JdbcClient jdbc;
    private final InstantSource machine;

    /**
     * @param machine the machine's own clock
     */
    DatabaseExaminer(JdbcClient jdbc, InstantSource machine) {
        this.jdbc = jdbc;
        this.machine = machine;
    }

    @Override
    public List<Examination> examinations(DoctorQuestion question) {
        return List.of(new Examination("database", "PostgreSQL", WHERE_TO_LOOK, this::look));
    }

    private List<Finding> look() {
        try {
            Instant before = machine.instant();
            DatabaseFacts facts = jdbc.sql(FACTS)
                    .query((row, number) -> facts(row, before, machine.instant()))
                    .single();
            return facts.findings();
        } catch (DataAccessException e) {
            return List.of(Finding.failed(
                    "database",
                    "PostgreSQL",
                    "DATABASE_UNREACHABLE",
                    "the database does not answer: " + e.getMostSpecificCause().getMessage(),
                    WHERE_TO_LOOK));
        }
    }

    /** The database read its clock between the two, as far as is known in the middle. */
    private static DatabaseFacts facts(ResultSet row, Instant before, Instant after) throws SQLException {
        Instant database = row.getObject("time", OffsetDateTime.class).toInstant();
        Instant machine = before.plus(Duration.between(before, after).dividedBy(2));
        return new DatabaseFacts(
                row.getInt("version"),
                Objects.requireNonNull(row.getString("role")),
                Objects.requireNonNull(row.getString("schema")),
                row.getBoolean("may_create"),
                row.getBoolean("superuser"),
                List.of((String[]) row.getArray("others").getArray()),
                Duration.between(database, machine));
    }
}
