package io.spirula.sandbox;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One cluster in the foreground, for a container: starts it on the container's address, gives each service the key that
 * it may have, and serves until it is ended. What was stored is there again after the next start.
 */
public final class ClusterMain {
    private static final String USAGE = """
            usage: ClusterMain NAME source|target DIRECTORY KEYS

              source      images are protected here; target: replicas are kept here
              DIRECTORY   the cluster's own files
              KEYS        gets NAME.conf and the keyrings of each user in a directory of that user: snapshot, transfer,
                          restore, admin
            """;

    private static final int BASE_PORT = 3300;

    private ClusterMain() {}

    public static void main(String[] arguments) {
        if (arguments.length != 4 || !List.of("source", "target").contains(arguments[1])) {
            System.err.print(USAGE);
            System.exit(2);
        }
        try {
            serve(arguments[0], arguments[1].equals("source"), Path.of(arguments[2]), Path.of(arguments[3]));
        } catch (SandboxException e) {
            System.err.println(arguments[0] + ": " + e.getMessage());
        }
        System.exit(1);
    }

    /** Returns only when one of the daemons has ended by itself. */
    private static void serve(String name, boolean source, Path directory, Path keys) {
        var daemons = new Daemons(directory, Lifetime.WITH_JVM);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(daemons), "cluster-end"));
        var cluster = CephSandboxCluster.start(name, directory, ownAddress(), BASE_PORT, daemons);
        var users = source ? CephUser.onSource() : CephUser.onTarget();
        for (var user : users) {
            user.authorizeOn(cluster, cluster.pools());
            handOut(cluster, user.entity(), keys.resolve(user.service()));
        }
        // last, because the health check of the container reads it
        handOut(cluster, "client.admin", keys.resolve("admin"));
        System.out.println(name + " serves I/O");
        var running = daemons.running();
        CompletableFuture.anyOf(running.stream().map(Daemon::whenEnded).toArray(CompletableFuture<?>[]::new))
                .join();
        running.stream()
                .filter(daemon -> !daemon.isAlive())
                .forEach(daemon -> System.err.println(daemon + " ended. The end of its log:\n" + daemon.logTail()));
    }

    private static void handOut(CephSandboxCluster cluster, String entity, Path directory) {
        FileTree.writeSecret(
                directory.resolve(cluster.name() + "." + entity + ".keyring"), FileTree.read(cluster.keyring(entity)));
        FileTree.write(directory.resolve(cluster.name() + ".conf"), cluster.clientConf());
    }

    private static void end(Daemons daemons) {
        daemons.refuseStarts();
        daemons.stopAll();
    }

    private static String ownAddress() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            throw new SandboxException("cannot tell this container's address", e);
        }
    }
}
