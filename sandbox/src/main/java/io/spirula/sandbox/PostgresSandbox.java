package io.spirula.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * A PostgreSQL server of its own on loopback with fsync on and scram passwords. Safe to use from several threads.
 */
public final class PostgresSandbox implements AutoCloseable {
    /** The database that all services share, each with a schema of its own. */
    public static final String DATABASE = "spirula";

    /** The superuser. */
    public static final String ADMIN = "admin";

    private static final String DAEMON = "postgres";
    private static final String NOBODY = "65534";
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private final Path directory;
    private final int port;
    private final Daemons daemons;

    /** What a client of one schema needs. */
    public record Account(String url, String user, String password) {}

    private PostgresSandbox(Path directory, int port, Daemons daemons) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
        this.daemons = daemons;
    }

    /**
     * Starts a new server, or an existing one that does not run, and returns when it takes connections.
     *
     * @param directory its own directory; made when missing
     */
    public static PostgresSandbox start(Path directory, int port, Lifetime lifetime) {
        return start(directory, port, new Daemons(directory, lifetime));
    }

    static PostgresSandbox start(Path directory, int port, Daemons daemons) {
        var postgres = new PostgresSandbox(directory, port, daemons);
        postgres.start();
        return postgres;
    }

    /** A server that was started before, perhaps by another JVM. */
    static PostgresSandbox attach(Path directory, int port, Daemons daemons) {
        return new PostgresSandbox(directory, port, daemons);
    }

    public int port() {
        return port;
    }

    /** The superuser's account on {@link #DATABASE}. */
    public Account admin() {
        return new Account(url(DATABASE), ADMIN, FileTree.read(passwordFile()));
    }

    public Daemon process() {
        return daemons.find(DAEMON).orElseThrow(() -> new SandboxException("PostgreSQL does not run"));
    }

    /** Starts the server again after it was killed or stopped, with the data it had. */
    public void start() {
        if (!Files.exists(formatted())) {
            format();
        }
        if (daemons.find(DAEMON).isEmpty()) {
            LoopbackPorts.requireFree(port, "PostgreSQL");
        }
        var server = daemons.findOrStart(DAEMON, server());
        Await.ready(server, START_LIMIT, this::takesConnections);
        createDatabase();
    }

    public void stop() {
        daemons.find(DAEMON).ifPresent(Daemon::stop);
    }

    /** Copies the data as it is; the server is stopped meanwhile, and runs afterwards. An earlier copy is replaced. */
    public void save() {
        stop();
        FileTree.delete(saved());
        Command.run(List.of("cp", "-a", data().toString(), saved().toString()));
        start();
    }

    /** Puts back what was copied by {@link #save}; what came after it is lost. The server runs afterwards. */
    public void setBack() {
        stop();
        FileTree.delete(data());
        Command.run(List.of("cp", "-a", saved().toString(), data().toString()));
        start();
    }

    /** Stops the server and removes its files. */
    @Override
    public void close() {
        stop();
        FileTree.delete(directory);
    }

    private void createDatabase() {
        if (!exists("SELECT 1 FROM pg_database WHERE datname = ?", DATABASE)) {
            execute("postgres", List.of("CREATE DATABASE " + DATABASE));
            execute(DATABASE, DatabaseRights.ofDatabase(DATABASE));
        }
    }

    /**
     * Makes a role and a schema of the same name that it owns and works in; an existing one gets the password.
     *
     * @param password kept by the caller; only letters and digits
     */
    public Account createSchema(String name, String password) {
        if (!password.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException("a sandbox password has letters and digits only");
        }
        var role = quoted(name);
        execute(
                DATABASE,
                exists("SELECT 1 FROM pg_roles WHERE rolname = ?", name)
                        ? List.of("ALTER ROLE " + role + " PASSWORD '" + password + "'")
                        : DatabaseRights.ofRole(DATABASE, role, password));
        return new Account(url(DATABASE) + "?currentSchema=" + name, name, password);
    }

    /** Makes a role and schema with a random password. */
    public Account createSchema(String name) {
        return createSchema(name, randomPassword());
    }

    /** Removes a role and its schema with all in it. */
    public void dropSchema(String name) {
        if (exists("SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
            execute(DATABASE, List.of("DROP OWNED BY " + quoted(name) + " CASCADE", "DROP ROLE " + quoted(name)));
        }
    }

    static String randomPassword() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void format() {
        FileTree.create(directory);
        FileTree.delete(data());
        FileTree.create(data());
        FileTree.writeSecret(passwordFile(), randomPassword());
        if (User.isRoot()) {
            giveToNobody(data());
            giveToNobody(passwordFile());
        }
        var initdb = List.of(
                program("initdb"),
                "--pgdata=" + data(),
                "--username=" + ADMIN,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile(),
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync");
        Command.runAs(privileges(), initdb);
        FileTree.write(formatted(), "");
    }

    private Daemons.Spec server() {
        var argv = List.of(
                program("postgres"),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "dynamic_shared_memory_type=mmap",
                "-c",
                "shared_buffers=32MB",
                "-c",
                "max_connections=200",
                "-c",
                "max_wal_size=256MB",
                "-c",
                "timezone=UTC");
        // QUIT: PostgreSQL then leaves at once, but not without giving back its shared memory
        return Daemons.Spec.of(argv, Signal.INT).withDiscardSignal(Signal.QUIT).withPrivileges(privileges());
    }

    /** PostgreSQL refuses to run as root. The one capability lets it reach its data below a private directory. */
    private static List<String> privileges() {
        return !User.isRoot()
                ? List.of()
                : List.of(
                        "--reuid=" + NOBODY,
                        "--regid=" + NOBODY,
                        "--clear-groups",
                        "--inh-caps=-all,+dac_override",
                        "--ambient-caps=-all,+dac_override");
    }

    private static void giveToNobody(Path path) {
        try {
            Files.setAttribute(path, "unix:uid", Integer.parseInt(NOBODY));
        } catch (IOException e) {
            throw new SandboxException("cannot change the owner of " + path, e);
        }
    }

    private boolean takesConnections() {
        try (var connection = DriverManager.getConnection(url("postgres"), ADMIN, FileTree.read(passwordFile()))) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private boolean exists(String query, String parameter) {
        try (var connection = DriverManager.getConnection(url("postgres"), ADMIN, FileTree.read(passwordFile()));
                var statement = connection.prepareStatement(query)) {
            statement.setString(1, parameter);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            throw new SandboxException("PostgreSQL refused: " + query, e);
        }
    }

    /** All of them or, within a database that exists, none. */
    private void execute(String database, List<String> statements) {
        try (var connection = DriverManager.getConnection(url(database), ADMIN, FileTree.read(passwordFile()));
                var statement = connection.createStatement()) {
            connection.setAutoCommit(statements.size() == 1);
            for (var sql : statements) {
                statement.execute(sql);
            }
            if (statements.size() > 1) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new SandboxException("PostgreSQL refused a statement: " + e.getMessage(), e);
        }
    }

    private static String quoted(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a plain SQL name: " + name);
        }
        return '"' + name + '"';
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private static String program(String name) {
        return PostgresBinaries.unpacked().resolve("bin").resolve(name).toString();
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path saved() {
        return directory.resolve("saved");
    }

    private Path passwordFile() {
        return directory.resolve("admin.password");
    }

    private Path formatted() {
        return directory.resolve("formatted");
    }
}
