package io.spirula.sandbox;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One Kafka broker, one PostgreSQL and clusters by name for all tests of a JVM, each started when first asked for, in a
 * temporary directory. They end with the JVM, however it ends; the directory is removed at its end, or by the next JVM
 * when this one was killed. Safe to use from several threads.
 */
public final class SharedSandbox {
    private static final Map<String, CephSandboxCluster> CLUSTERS = new ConcurrentHashMap<>();

    private SharedSandbox() {}

    private static final class World {
        static final Path DIRECTORY = TemporaryWorlds.create();
        static final Daemons DAEMONS = new Daemons(DIRECTORY, Lifetime.WITH_JVM);

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> TemporaryWorlds.discard(DIRECTORY), "sandbox-end"));
        }
    }

    private static final class Kafka {
        static final KafkaSandboxBroker BROKER = KafkaSandboxBroker.start(
                World.DIRECTORY.resolve("kafka"), LoopbackPorts.freeBlock(KafkaSandboxBroker.PORTS), World.DAEMONS);
    }

    private static final class Postgres {
        static final PostgresSandbox SERVER =
                PostgresSandbox.start(World.DIRECTORY.resolve("postgres"), LoopbackPorts.freeBlock(1), World.DAEMONS);
    }

    /** The cluster of this name, with the pool {@code rbd}; about 5 s when it has to be started. */
    public static CephSandboxCluster ceph(String name) {
        return CLUSTERS.computeIfAbsent(
                name,
                n -> CephSandboxCluster.start(
                        n,
                        World.DIRECTORY.resolve(n),
                        LoopbackPorts.freeBlock(CephSandboxCluster.PORTS),
                        World.DAEMONS));
    }

    public static KafkaSandboxBroker kafka() {
        return Kafka.BROKER;
    }

    public static PostgresSandbox postgres() {
        return Postgres.SERVER;
    }

    /** Removed at the end; tests may keep files below it. */
    public static Path directory() {
        return World.DIRECTORY;
    }
}
