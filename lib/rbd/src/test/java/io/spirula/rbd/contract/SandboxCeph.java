package io.spirula.rbd.contract;

import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.SharedSandbox;
import java.time.Duration;

/** A real cluster from the sandbox, reached through librados and librbd. */
public record SandboxCeph(CephSandboxCluster cluster, CephConnector connector, ClusterConfig config)
        implements CephUnderTest {

    public static SandboxCeph siteA() {
        CephSandboxCluster cluster = SharedSandbox.ceph("site-a");
        var config = new ClusterConfig(
                cluster.name(), cluster.conf(), "admin", cluster.adminKeyring(), Duration.ofSeconds(10));
        return new SandboxCeph(cluster, new NativeCephConnector(), config);
    }
}
