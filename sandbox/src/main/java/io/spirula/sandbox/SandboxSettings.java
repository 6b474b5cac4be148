package io.spirula.sandbox;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a sandbox lives and which loopback ports it takes.
 *
 * @param directory all of its files; removed by {@code down}
 * @param apiPort the API and console
 * @param managementPort the first of four: scheduler-, snapshot-, transfer- and restore-service
 * @param kafkaPort the first of two: clients, controller
 * @param siteAPort the first of {@link CephSandboxCluster#PORTS}
 * @param siteBPort the first of {@link CephSandboxCluster#PORTS}
 */
public record SandboxSettings(
        Path directory,
        int apiPort,
        int managementPort,
        int kafkaPort,
        int postgresPort,
        int siteAPort,
        int siteBPort) {

    private static final String PREFIX = "SPIRULA_SANDBOX_";
    /** Marks a directory as a sandbox, so that nothing else is ever removed. */
    private static final String FILE = "sandbox.properties";

    public SandboxSettings {
        directory = directory.toAbsolutePath().normalize();
    }

    /** The settings a running sandbox was started with, or else those of the environment. */
    public static SandboxSettings current(Map<String, String> environment) {
        var wanted = fromEnvironment(environment);
        return stored(wanted.directory()).orElse(wanted);
    }

    /** The same ports with other files. */
    public SandboxSettings in(Path other) {
        return new SandboxSettings(other, apiPort, managementPort, kafkaPort, postgresPort, siteAPort, siteBPort);
    }

    /** Pure: reads {@code SPIRULA_SANDBOX_DIR} and {@code SPIRULA_SANDBOX_*_PORT}. */
    public static SandboxSettings fromEnvironment(Map<String, String> environment) {
        var directory = environment.containsKey(PREFIX + "DIR")
                ? Path.of(environment.get(PREFIX + "DIR"))
                : stateHome(environment).resolve("spirula-sandbox");
        return new SandboxSettings(
                directory,
                port(environment, "API", 8080),
                port(environment, "MANAGEMENT", 8081),
                port(environment, "KAFKA", 19092),
                port(environment, "POSTGRES", 15432),
                port(environment, "SITE_A", 7100),
                port(environment, "SITE_B", 7200));
    }

    /** A directory and ports that nobody else uses, for tests. */
    public static SandboxSettings temporary(Path directory) {
        return new SandboxSettings(
                directory,
                LoopbackPorts.freeBlock(1),
                LoopbackPorts.freeBlock(4),
                LoopbackPorts.freeBlock(KafkaSandboxBroker.PORTS),
                LoopbackPorts.freeBlock(1),
                LoopbackPorts.freeBlock(CephSandboxCluster.PORTS),
                LoopbackPorts.freeBlock(CephSandboxCluster.PORTS));
    }

    /** What marks the directory as a sandbox's. */
    Path file() {
        return directory.resolve(FILE);
    }

    static boolean isSandbox(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /** What {@link #fromEnvironment} reads these settings from. */
    public Map<String, String> toEnvironment() {
        var environment = new TreeMap<>(Map.of(PREFIX + "DIR", directory.toString()));
        Map.of(
                        "API", apiPort,
                        "MANAGEMENT", managementPort,
                        "KAFKA", kafkaPort,
                        "POSTGRES", postgresPort,
                        "SITE_A", siteAPort,
                        "SITE_B", siteBPort)
                .forEach((part, port) -> environment.put(PREFIX + part + "_PORT", Integer.toString(port)));
        return environment;
    }

    void store() {
        FileTree.write(
                directory.resolve(FILE),
                toEnvironment().entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith("_PORT"))
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    private static Optional<SandboxSettings> stored(Path directory) {
        if (!isSandbox(directory)) {
            return Optional.empty();
        }
        try {
            var properties = new Properties();
            properties.load(new StringReader(FileTree.read(directory.resolve(FILE))));
            var environment = new TreeMap<String, String>();
            properties.stringPropertyNames().forEach(name -> environment.put(name, properties.getProperty(name)));
            environment.put(PREFIX + "DIR", directory.toString());
            return Optional.of(fromEnvironment(environment));
        } catch (IOException e) {
            throw new SandboxException("cannot read " + directory.resolve(FILE), e);
        }
    }

    private static Path stateHome(Map<String, String> environment) {
        var configured = environment.get("XDG_STATE_HOME");
        return configured != null && !configured.isEmpty()
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".local", "state");
    }

    private static int port(Map<String, String> environment, String name, int standard) {
        var variable = PREFIX + name + "_PORT";
        @Nullable String value = environment.get(variable);
        if (value == null) {
            return standard;
        }
        if (!value.matches("\\d{4,5}") || Integer.parseInt(value) > 65_000) {
            throw new SandboxException(variable + " is '" + value + "'; it must be a port from 1000 to 65000");
        }
        return Integer.parseInt(value);
    }
}
