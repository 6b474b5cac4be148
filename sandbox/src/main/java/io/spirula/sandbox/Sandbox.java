package io.spirula.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The whole throw-away world: clusters {@code site-a} (where images are protected) and {@code site-b} (where their
 * replicas are), Kafka, PostgreSQL and the four services. Not safe to use from several threads.
 */
public final class Sandbox implements AutoCloseable {
    private final SandboxSettings settings;
    private final Daemons daemons;
    private final Consumer<String> told;
    private final boolean securedKafka;
    private final List<String> serviceJvmFlags;
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
    private final Ascents ascents = new Ascents();

    /**
     * @param told is given a line about each step, for people
     */
    public Sandbox(SandboxSettings settings, Lifetime lifetime, Consumer<String> told) {
        this(settings, lifetime, told, false, List.of());
    }

    private Sandbox(
            SandboxSettings settings,
            Lifetime lifetime,
            Consumer<String> told,
            boolean securedKafka,
            List<String> serviceJvmFlags) {
        this.settings = settings;
        this.daemons = new Daemons(settings.directory(), lifetime);
        this.told = told;
        this.securedKafka = securedKafka;
        this.serviceJvmFlags = serviceJvmFlags;
    }

    /** A world of its own for a test JVM, not yet started; it ends with the JVM, however that ends. */
    public static Sandbox temporary() {
        return temporary(false);
    }

    /**
     * The same with a broker that has TLS and access control. The services' users and their rights are up to the test, between
     * {@link #upWithoutServices} and {@link #startServices}.
     */
    public static Sandbox temporaryWithSecuredKafka() {
        return temporary(true);
    }

    private static Sandbox temporary(boolean securedKafka) {
        var directory = SharedSandbox.directory().resolve("world-" + UUID.randomUUID());
        // few tests move enough to make up for what the optimising compiler takes at each start
        return new Sandbox(
                SandboxSettings.temporary(directory),
                Lifetime.WITH_JVM,
                line -> {},
                securedKafka,
                List.of("-XX:TieredStopAtLevel=1"));
    }

    /** Starts what does not run yet, and returns when all of it is ready. */
    public void up() {
        ascents.run(this::start);
    }

    /** Starts clusters, Kafka and PostgreSQL, with the users and schemas of the services. */
    public void upWithoutServices() {
        ascents.run(this::startWithoutServices);
    }

    private void start() {
        requireFreePorts();
        startWithoutServices();
        launchServices();
    }

    private void launchServices() {
        var launched = new EnumMap<ServiceKind, Daemon>(ServiceKind.class);
        for (var kind : ServiceKind.values()) {
            launched.put(kind, service(kind).launch());
        }
        launched.forEach((kind, daemon) -> {
            service(kind).awaitReady(daemon);
            told.accept(kind.module() + " is ready");
        });
    }

    /** Before anything is started: a service would find out only after the minute that the rest takes. */
    private void requireFreePorts() {
        for (var kind : ServiceKind.values()) {
            if (daemons.find(kind.module()).isEmpty()) {
                LoopbackPorts.requireFree(
                        settings.managementPort() + kind.place(), "the management of " + kind.module());
            }
        }
        if (daemons.find(ServiceKind.SCHEDULER.module()).isEmpty()) {
            LoopbackPorts.requireFree(settings.apiPort(), "the API");
        }
    }

    private void startWithoutServices() {
        prepareDirectory();
        ascents.inParallel(
                () -> {
                    var cluster = CephSandboxCluster.start("site-a", path("site-a"), settings.siteAPort(), daemons);
                    authorizeUnlessDone(cluster);
                    told.accept("site-a serves I/O");
                },
                () -> {
                    var cluster = CephSandboxCluster.start("site-b", path("site-b"), settings.siteBPort(), daemons);
                    authorizeUnlessDone(cluster);
                    told.accept("site-b serves I/O");
                },
                () -> {
                    startKafka();
                    told.accept("Kafka takes records");
                },
                () -> {
                    PostgresSandbox.start(path("postgres"), settings.postgresPort(), daemons);
                    List.of(ServiceKind.values()).forEach(this::account);
                    told.accept("PostgreSQL takes connections");
                });
    }

    /** Starts the services of a sandbox whose other parts run; they may be clusters that nobody reaches any more. */
    public void startServices() {
        ascents.run(this::launchServices);
    }

    /**
     * Throws Kafka and PostgreSQL away with all that they hold, and begins them anew, without services. The clusters stay as
     * they are, also when they are down.
     */
    public void beginAnew() {
        List.of(ServiceKind.values())
                .forEach(kind -> daemons.find(kind.module()).ifPresent(Daemon::kill));
        kafka().close();
        postgres().close();
        ascents.run(() -> ascents.inParallel(this::startKafka, () -> {
            PostgresSandbox.start(path("postgres"), settings.postgresPort(), daemons);
            List.of(ServiceKind.values()).forEach(this::account);
        }));
    }

    private void startKafka() {
        if (securedKafka) {
            KafkaSandboxBroker.startSecured(path("kafka"), settings.kafkaPort(), daemons);
        } else {
            KafkaSandboxBroker.start(path("kafka"), settings.kafkaPort(), daemons);
        }
    }

    /** Makes a pool on one of the clusters and lets the services work in it as they may in {@code rbd}. */
    public void createPool(CephSandboxCluster cluster, String pool) {
        cluster.createPool(pool);
        authorize(cluster);
    }

    /** Ends all of it and removes every file, whoever started it. A sandbox that is not there is no error. */
    public void down() {
        daemons.discardAll();
        if (Files.exists(settings.directory())) {
            requireSandboxOrEmpty();
            // what marks it goes last, so that an interrupted removal can be gone on with
            FileTree.deleteEntries(settings.directory(), entry -> !entry.equals(settings.file()));
            FileTree.delete(settings.directory());
        }
    }

    /**
     * Like {@link #down}, but for ever, and from any thread: a start that is under way is given up first, so that nothing
     * appears after the removal.
     */
    @Override
    public void close() {
        daemons.refuseStarts();
        // those who wait for a daemon learn that it is gone
        daemons.discardAll();
        ascents.end();
        down();
    }

    public SandboxSettings settings() {
        return settings;
    }

    public CephSandboxCluster siteA() {
        return CephSandboxCluster.attach("site-a", path("site-a"), settings.siteAPort(), daemons);
    }

    public CephSandboxCluster siteB() {
        return CephSandboxCluster.attach("site-b", path("site-b"), settings.siteBPort(), daemons);
    }

    public KafkaSandboxBroker kafka() {
        return KafkaSandboxBroker.attach(path("kafka"), settings.kafkaPort(), daemons);
    }

    public PostgresSandbox postgres() {
        return PostgresSandbox.attach(path("postgres"), settings.postgresPort(), daemons);
    }

    /** The first instance of a service. */
    public ServiceProcess service(ServiceKind kind) {
        return services.computeIfAbsent(
                kind.module(), name -> newService(name, kind, settings.managementPort() + kind.place()));
    }

    /**
     * One more instance of a service, not yet started; it shares schema and Ceph user with the first.
     *
     * @param name its own, used for its process and log
     */
    public ServiceProcess anotherInstance(ServiceKind kind, String name) {
        return services.computeIfAbsent(name, n -> newService(n, kind, LoopbackPorts.freeBlock(1)));
    }

    /** A directory for the archive store {@code vault}. */
    public Path vault() {
        return path("vault");
    }

    public String apiUrl() {
        return "http://127.0.0.1:" + settings.apiPort();
    }

    /** The token of the first administrator. */
    public String apiToken() {
        return secret("api.token");
    }

    /** What {@code bin/sandbox env} prints: how programs reach this sandbox. */
    public Map<String, String> exports() {
        var exports = new LinkedHashMap<String, String>();
        exports.put("SPIRULA_URL", apiUrl());
        exports.put("SPIRULA_TOKEN", apiToken());
        exports.put("SITE_A_CONF", siteA().conf().toString());
        exports.put("SITE_B_CONF", siteB().conf().toString());
        exports.put("VAULT_DIR", vault().toString());
        exports.put("KAFKA_BOOTSTRAP_SERVERS", kafka().bootstrapServers());
        exports.put("PGHOST", "127.0.0.1");
        exports.put("PGPORT", Integer.toString(settings.postgresPort()));
        exports.put("PGDATABASE", PostgresSandbox.DATABASE);
        exports.put("PGUSER", PostgresSandbox.ADMIN);
        exports.put("PGPASSWORD", postgres().admin().password());
        return exports;
    }

    /** All parts, running or not. */
    public List<Component> components() {
        var components = new ArrayList<>(List.of(
                component("site-a-mon", settings.siteAPort()),
                component("site-a-osd", settings.siteAPort() + 2),
                component("site-b-mon", settings.siteBPort()),
                component("site-b-osd", settings.siteBPort() + 2),
                component("kafka", settings.kafkaPort()),
                component("postgres", settings.postgresPort())));
        for (var kind : ServiceKind.values()) {
            components.add(component(
                    kind.module(),
                    kind == ServiceKind.SCHEDULER ? settings.apiPort() : settings.managementPort() + kind.place()));
        }
        return components;
    }

    /** The ids of all processes that are on record and live, those of additional instances included. */
    public Set<Long> runningProcesses() {
        return daemons.running().stream().map(Daemon::pid).collect(Collectors.toSet());
    }

    private static void authorizeUnlessDone(CephSandboxCluster cluster) {
        if (!Files.exists(cluster.keyring(CephUser.RESTORE))) {
            authorize(cluster);
        }
    }

    private static void authorize(CephSandboxCluster cluster) {
        var users = cluster.name().equals("site-a") ? CephUser.onSource() : CephUser.onTarget();
        users.forEach(user -> user.authorizeOn(cluster, cluster.pools()));
    }

    private Component component(String name, int port) {
        return new Component(name, "127.0.0.1:" + port, daemons.find(name));
    }

    private ServiceProcess newService(String name, ServiceKind kind, int managementPort) {
        var properties = new TreeMap<>(ServiceSettings.common(account(kind), kafka(), kind.kafkaUser()));
        kind.cephEntity().ifPresent(entity -> {
            properties.putAll(ServiceSettings.cluster(siteA(), entity));
            properties.putAll(ServiceSettings.cluster(siteB(), entity));
        });
        if (kind == ServiceKind.SCHEDULER) {
            var apiPort = name.equals(kind.module()) ? settings.apiPort() : LoopbackPorts.freeBlock(1);
            properties.putAll(ServiceSettings.api(apiPort, managementPort));
            properties.put("spirula.security.bootstrap-admin-token", apiToken());
            properties.put("spirula.known-clusters", "site-a,site-b");
            properties.put("spirula.tenants.default.pools", "*");
        } else {
            properties.putAll(ServiceSettings.managementOnly(managementPort));
        }
        if (kind == ServiceKind.SNAPSHOT) {
            // people who play here should not wait for a new image to be seen
            properties.put("spirula.snapshot.scan-interval", "2s");
        }
        return new ServiceProcess(
                name, kind, managementPort, path(name + ".properties"), daemons, properties, serviceJvmFlags);
    }

    private PostgresSandbox.Account account(ServiceKind kind) {
        return postgres().createSchema(kind.schema(), secret(kind.schema() + ".password"));
    }

    /** Made when first asked for, then kept. */
    private String secret(String name) {
        var file = path(name);
        if (!Files.exists(file)) {
            FileTree.writeSecret(file, PostgresSandbox.randomPassword());
        }
        return FileTree.read(file);
    }

    private void prepareDirectory() {
        requireSandboxOrEmpty();
        FileTree.create(settings.directory());
        settings.store();
        FileTree.create(vault());
    }

    private void requireSandboxOrEmpty() {
        var directory = settings.directory();
        if (!SandboxSettings.isSandbox(directory) && FileTree.hasEntries(directory)) {
            throw new SandboxException(directory + " holds files that are not a sandbox's; they are left alone."
                    + " Set SPIRULA_SANDBOX_DIR to a directory of its own");
        }
    }

    private Path path(String name) {
        return settings.directory().resolve(name);
    }
}
