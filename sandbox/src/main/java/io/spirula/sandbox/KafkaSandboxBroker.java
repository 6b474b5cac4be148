package io.spirula.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A stock Kafka broker, its own controller, in a process of its own on loopback. Topics are never created by use.
 * Safe to use from several threads.
 */
public final class KafkaSandboxBroker implements AutoCloseable {
    /** How many neighbouring ports a broker takes: clients, then its controller. */
    public static final int PORTS = 2;

    private static final String DAEMON = "kafka";
    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private final Path directory;
    private final int port;
    private final Daemons daemons;

    private KafkaSandboxBroker(Path directory, int port, Daemons daemons) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
        this.daemons = daemons;
    }

    /**
     * Starts a new broker, or an existing one that does not run, and returns when it serves clients.
     *
     * @param directory its own directory; made when missing
     * @param port the first of {@link #PORTS} ports, for instance from {@link LoopbackPorts#freeBlock}
     */
    public static KafkaSandboxBroker start(Path directory, int port, Lifetime lifetime) {
        return start(directory, port, new Daemons(directory, lifetime));
    }

    static KafkaSandboxBroker start(Path directory, int port, Daemons daemons) {
        var broker = new KafkaSandboxBroker(directory, port, daemons);
        broker.start();
        return broker;
    }

    /** The same for a broker that has TLS and access control; see {@link #security}. */
    public static KafkaSandboxBroker startSecured(Path directory, int port, Lifetime lifetime) {
        return startSecured(directory, port, new Daemons(directory, lifetime));
    }

    static KafkaSandboxBroker startSecured(Path directory, int port, Daemons daemons) {
        var broker = new KafkaSandboxBroker(directory, port, daemons);
        if (!broker.secrets().exists()) {
            FileTree.create(broker.directory);
            broker.secrets().make();
        }
        broker.start();
        return broker;
    }

    /** A broker that was started before, perhaps by another JVM. */
    static KafkaSandboxBroker attach(Path directory, int port, Daemons daemons) {
        return new KafkaSandboxBroker(directory, port, daemons);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Empty for a broker that is open to everybody on this machine. */
    public Optional<KafkaSecurity> security() {
        return Optional.of(secrets()).filter(KafkaSecurity::exists);
    }

    public Daemon process() {
        return daemons.find(DAEMON).orElseThrow(() -> new SandboxException("the Kafka broker does not run"));
    }

    /** Starts the broker again after it was killed or stopped, with the data it had. */
    public void start() {
        if (daemons.find(DAEMON).isEmpty()) {
            LoopbackPorts.requireFree(port, "Kafka");
            LoopbackPorts.requireFree(port + 1, "the controller of Kafka");
        }
        if (!Files.exists(formatted())) {
            format();
        }
        var classes = classes();
        var broker = daemons.findOrStart(
                DAEMON,
                Daemons.Spec.of(
                        java(classes.flags(loaded()), "kafka.Kafka", settings().toString()), Signal.TERM));
        Await.ready(broker, START_LIMIT, () -> FileTree.read(broker.log()).contains("Kafka Server started"));
        classes.makeFrom(loaded());
    }

    /** What {@code kafka-configs.sh} does with these arguments. */
    public void configure(String... arguments) {
        Command.run(java(classes().flags(), "kafka.admin.ConfigCommand", arguments));
    }

    public void stop() {
        daemons.find(DAEMON).ifPresent(Daemon::stop);
    }

    /** Kills the broker and removes its files. */
    @Override
    public void close() {
        daemons.find(DAEMON).ifPresent(Daemon::kill);
        FileTree.delete(directory);
    }

    private void format() {
        FileTree.create(directory);
        FileTree.delete(directory.resolve("data"));
        var text = security()
                .map(security -> KafkaConfig.secured(directory, port, security))
                .orElseGet(() -> KafkaConfig.open(directory, port));
        FileTree.writeSecret(settings(), text);
        FileTree.write(directory.resolve("log4j2.properties"), KafkaConfig.logging());
        Command.run(java(
                classes().flags(),
                "kafka.tools.StorageTool",
                "format",
                "-t",
                clusterId(),
                "-c",
                settings().toString()));
        FileTree.write(formatted(), "");
    }

    private static String clusterId() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        // a leading dash would be taken for an option
        bytes[0] &= 0x7f;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private List<String> java(List<String> flags, String mainClass, String... arguments) {
        var argv = new ArrayList<>(List.of(
                ClassArchive.java(),
                "-Xms64m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-Dlog4j2.shutdownHookEnabled=false",
                "-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"),
                "-cp",
                ClassArchive.classPath(SourceTree.kafkaJars())));
        argv.addAll(flags);
        argv.add(mainClass);
        argv.addAll(List.of(arguments));
        return argv;
    }

    private static ClassArchive classes() {
        return ClassArchive.of(SourceTree.kafkaJars());
    }

    private KafkaSecurity secrets() {
        return new KafkaSecurity(directory.resolve("security"));
    }

    private Path settings() {
        return directory.resolve("server.properties");
    }

    private Path loaded() {
        return directory.resolve("loaded");
    }

    private Path formatted() {
        return directory.resolve("formatted");
    }
}
