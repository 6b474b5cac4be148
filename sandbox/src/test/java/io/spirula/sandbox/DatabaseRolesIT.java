package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a service's role can do where the README's SQL was run, and what it cannot. */
class DatabaseRolesIT {
    private static final String DATABASE = "as_the_readme_says";
    private static final String PASSWORD = "secret";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static PostgresSandbox.Account admin;

    @BeforeAll
    static void doWhatTheReadmeSays() throws SQLException {
        admin = SharedSandbox.postgres().admin();
        var statements = RolesSql.ofReadme().stream()
                .map(statement ->
                        statement.replaceAll("\\bspirula\\b", DATABASE).replace("'...'", "'" + PASSWORD + "'"))
                .toList();
        var connect = statements.indexOf("\\c " + DATABASE);
        try (var outside = as(admin.user(), admin.password(), PostgresSandbox.DATABASE)) {
            run(outside, statements.subList(0, connect));
        }
        try (var inside = as(admin.user(), admin.password(), DATABASE)) {
            run(inside, statements.subList(connect + 1, statements.size()));
        }
        for (var kind : ServiceKind.values()) {
            try (var connection = as(kind.schema())) {
                run(
                        connection,
                        List.of(
                                "CREATE TABLE kept (id int PRIMARY KEY, secret text)",
                                "INSERT INTO kept VALUES (1, 'of its owner')",
                                "CREATE SEQUENCE numbers",
                                "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'"));
            }
        }
    }

    @AfterAll
    static void forget() throws SQLException {
        try (var connection = as(admin.user(), admin.password(), PostgresSandbox.DATABASE)) {
            run(connection, List.of("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)"));
            for (var kind : ServiceKind.values()) {
                run(connection, List.of("DROP ROLE IF EXISTS " + kind.schema()));
            }
        }
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(ServiceKind.values())
                .flatMap(one -> Arrays.stream(ServiceKind.values())
                        .filter(other -> other != one)
                        .map(other -> Arguments.of(one.schema(), other.schema())));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aRoleCanDoNothingWithWhatIsAnothers(String role, String other) throws SQLException {
        assertRefused(
                role,
                "SELECT * FROM " + other + ".kept",
                "INSERT INTO " + other + ".kept VALUES (2, 'mine')",
                "UPDATE " + other + ".kept SET secret = 'mine'",
                "DELETE FROM " + other + ".kept",
                "TRUNCATE " + other + ".kept",
                "COPY " + other + ".kept TO STDOUT",
                "ALTER TABLE " + other + ".kept ADD COLUMN more int",
                "ALTER TABLE " + other + ".kept OWNER TO " + role,
                "ALTER TABLE " + other + ".kept SET SCHEMA " + role,
                "DROP TABLE " + other + ".kept",
                "CREATE TABLE " + other + ".more (id int)",
                "CREATE TABLE referring (id int REFERENCES " + other + ".kept)",
                "CREATE VIEW peeping AS SELECT * FROM " + other + ".kept",
                "CREATE INDEX ON " + other + ".kept (secret)",
                "CREATE RULE nothing AS ON DELETE TO " + other + ".kept DO INSTEAD NOTHING",
                "SELECT nextval('" + other + ".numbers')",
                "SELECT " + other + ".one()",
                "CREATE OR REPLACE FUNCTION " + other + ".one() RETURNS int LANGUAGE sql AS 'SELECT 2'",
                "GRANT ALL ON " + other + ".kept TO " + role,
                "GRANT USAGE ON SCHEMA " + other + " TO " + role,
                "ALTER SCHEMA " + other + " RENAME TO taken",
                "ALTER SCHEMA " + other + " OWNER TO " + role,
                "DROP SCHEMA " + other + " CASCADE",
                "ALTER DEFAULT PRIVILEGES FOR ROLE " + other + " GRANT ALL ON TABLES TO " + role,
                "SET ROLE " + other,
                "SET SESSION AUTHORIZATION " + other,
                "GRANT " + other + " TO " + role,
                "ALTER ROLE " + other + " PASSWORD 'mine'",
                "ALTER ROLE " + other + " SET search_path = " + role,
                "REASSIGN OWNED BY " + other + " TO " + role,
                "DROP OWNED BY " + other,
                "DROP ROLE " + other);
        try (var connection = as(other);
                var rows = connection.createStatement().executeQuery("SELECT id, secret FROM kept")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString("secret")).isEqualTo("of its owner");
            assertThat(rows.next()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRoleCanMakeNothingOutsideItsSchemaAndReachNothingOfTheServer(ServiceKind kind) throws SQLException {
        var role = kind.schema();
        assertRefused(
                role,
                "CREATE SCHEMA more",
                "CREATE TABLE public.more (id int)",
                "CREATE TEMPORARY TABLE more (id int)",
                "CREATE ROLE more",
                "CREATE DATABASE more",
                "DROP DATABASE " + DATABASE,
                "ALTER DATABASE " + DATABASE + " OWNER TO " + role,
                "ALTER DATABASE " + DATABASE + " SET search_path = " + role,
                // PostgreSQL only warns that nothing was granted
                "GRANT ALL ON DATABASE " + DATABASE + " TO " + role + "; CREATE SCHEMA more",
                "ALTER ROLE " + role + " SUPERUSER",
                "ALTER ROLE " + role + " CREATEDB",
                "ALTER ROLE " + role + " CREATEROLE",
                "ALTER ROLE " + role + " REPLICATION",
                "ALTER ROLE " + role + " BYPASSRLS",
                "GRANT pg_read_all_data TO " + role,
                "GRANT pg_execute_server_program TO " + role,
                "SET ROLE " + admin.user(),
                "SET SESSION AUTHORIZATION " + admin.user(),
                "SELECT rolpassword FROM pg_authid",
                "SELECT pg_read_file('PG_VERSION')",
                "SELECT pg_read_binary_file('/etc/passwd')",
                "SELECT pg_ls_dir('.')",
                "SELECT pg_stat_file('PG_VERSION')",
                "SELECT lo_import('/etc/passwd')",
                "SELECT lo_export(1, '/tmp/spirula-never')",
                "COPY kept FROM '/etc/passwd'",
                "COPY kept TO '/tmp/spirula-never'",
                "COPY kept FROM PROGRAM 'id'",
                "COPY kept TO PROGRAM 'cat'",
                "CREATE FUNCTION system(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'",
                "CREATE EVENT TRIGGER watching ON ddl_command_start EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()",
                "CREATE FOREIGN DATA WRAPPER outside",
                "CREATE PUBLICATION telling",
                "CREATE TABLESPACE elsewhere LOCATION '/tmp'",
                "ALTER SYSTEM SET log_statement = 'all'",
                "SET log_statement = 'none'",
                "SET session_replication_role = replica",
                "SELECT pg_reload_conf()",
                "SELECT pg_switch_wal()",
                "SELECT pg_create_physical_replication_slot('more')",
                "SELECT pg_promote()",
                "CHECKPOINT");
    }

    @ParameterizedTest
    @EnumSource
    void aRoleEndsNoSessionOfAnother(ServiceKind kind) throws SQLException {
        var other = kind == ServiceKind.TRANSFER ? "restore" : "transfer";
        try (var victim = as(other);
                var rows = victim.createStatement().executeQuery("SELECT pg_backend_pid()")) {
            assertThat(rows.next()).isTrue();
            assertRefused(
                    kind.schema(),
                    "SELECT pg_terminate_backend(" + rows.getInt(1) + ")",
                    "SELECT pg_cancel_backend(" + rows.getInt(1) + ")");
            assertThat(victim.isValid(5)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRoleDoesAsItLikesInItsOwnSchema(ServiceKind kind) throws SQLException {
        try (var connection = as(kind.schema())) {
            run(
                    connection,
                    List.of(
                            "CREATE TABLE more (id int)",
                            "ALTER TABLE more ADD COLUMN other text",
                            "CREATE INDEX ON more (id)",
                            "SELECT pg_advisory_lock(1), pg_advisory_unlock(1)",
                            "LISTEN spirula_outbox_" + kind.schema(),
                            "DROP TABLE more"));
        }
    }

    private static void assertRefused(String role, String... statements) throws SQLException {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        for (var statement : statements) {
            expected.put(statement, INSUFFICIENT_PRIVILEGE);
            try (var connection = as(role)) {
                run(connection, List.of(statement));
                found.put(statement, "done");
            } catch (SQLException e) {
                found.put(
                        statement,
                        INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())
                                ? INSUFFICIENT_PRIVILEGE
                                : e.getSQLState() + " " + e.getMessage());
            }
        }
        assertThat(found).as("what %s tried", role).isEqualTo(expected);
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Connection as(String role) throws SQLException {
        return as(role, PASSWORD, DATABASE + "?currentSchema=" + role);
    }

    private static Connection as(String user, String password, String database) throws SQLException {
        var server = "jdbc:postgresql://127.0.0.1:" + SharedSandbox.postgres().port() + "/";
        return DriverManager.getConnection(server + database, user, password);
    }
}
