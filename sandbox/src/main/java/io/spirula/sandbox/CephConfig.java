package io.spirula.sandbox;

import java.nio.file.Path;

/** The ceph.conf of a cluster with one monitor, one OSD and perhaps a manager. */
final class CephConfig {
    private CephConfig() {}

    static String text(String host, String fsid, Path directory, String address, int basePort) {
        return """
            [global]
            fsid = %1$s
            mon host = %5$s
            mon initial members = a
            public addr = %7$s
            auth cluster required = cephx
            auth service required = cephx
            auth client required = cephx
            keyring = %2$s/$name.keyring
            ms bind port min = %3$d
            ms bind port max = %4$d
            rbd default features = 61

            [mon]
            mon data = %2$s/mon
            log file = %2$s/mon.log
            run dir = %2$s
            admin socket = %2$s/mon.asok
            auth allow insecure global id reclaim = false
            mon allow pool delete = true
            mon allow pool size one = true
            mon warn on pool no redundancy = false
            mon data avail warn = 1
            mon data avail crit = 1
            # with one monitor nobody has to be waited for
            paxos propose interval = 0.05
            paxos min wait = 0.01
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg autoscale mode = off
            osd crush chooseleaf type = 0

            [mgr]
            mgr data = %2$s/mgr
            log file = %2$s/mgr.log
            run dir = %2$s
            admin socket = %2$s/mgr.asok
            # none is in there: they listen, call home, make pools
            mgr module path = %2$s/mgr-modules
            mgr stats period = 1
            mgr tick period = 1

            [osd]
            osd data = %2$s/osd
            log file = %2$s/osd.log
            run dir = %2$s
            admin socket = %2$s/osd.asok
            crush location = root=default host=%6$s
            osd objectstore = bluestore
            bluestore block size = 34359738368
            bluestore fsck on mkfs = false
            bluestore cache autotune = false
            bluestore cache size = 134217728
            """.formatted(
                        fsid,
                        directory,
                        basePort + 2,
                        basePort + CephSandboxCluster.PORTS - 1,
                        monHost(address, basePort),
                        host,
                        address);
    }

    static String client(String fsid, String address, int basePort) {
        return """
            [global]
            fsid = %s
            mon host = %s
            """.formatted(fsid, monHost(address, basePort));
    }

    /** The monitor speaks both versions of the protocol, as real clusters do. */
    static String monHost(String address, int basePort) {
        return "[v2:%1$s:%2$d/0,v1:%1$s:%3$d/0]".formatted(address, basePort, basePort + 1);
    }
}
