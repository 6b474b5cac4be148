package io.spirula.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The manager daemon of a cluster that is to know how much its pools hold. */
final class CephMgr {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private CephMgr() {}

    static String daemonName(String cluster) {
        return cluster + "-mgr";
    }

    static Daemon findOrStart(CephSandboxCluster cluster, Path directory, Daemons daemons) {
        requireProgram();
        cluster.authorize("mgr.x", "mon", "allow profile mgr", "osd", "allow *");
        FileTree.create(directory.resolve("mgr"));
        FileTree.create(directory.resolve("mgr-modules"));
        var argv = List.of("ceph-mgr", "-c", cluster.conf().toString(), "-i", "x", "-f");
        var manager = daemons.findOrStart(daemonName(cluster.name()), Daemons.Spec.of(argv, Signal.TERM));
        Await.ready(manager, START_LIMIT, () -> cluster.ceph("mgr", "stat").contains("\"available\": true"));
        return manager;
    }

    private static void requireProgram() {
        try {
            Command.run(List.of("ceph-mgr", "--version"));
        } catch (SandboxException e) {
            throw new SandboxException(
                    "ceph-mgr does not run here; bin/test -Pnightly installs it (by hand: apt-get install"
                            + " --no-install-recommends ceph-mgr): " + e.getMessage(),
                    e);
        }
    }
}
