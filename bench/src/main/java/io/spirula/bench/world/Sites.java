package io.spirula.bench.world;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.CephTools;
import io.spirula.sandbox.Lifetime;
import io.spirula.sandbox.LoopbackPorts;
import io.spirula.sandbox.Sandbox;
import io.spirula.sandbox.SharedSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Two clusters, and this process as an administrator's client of both. Used by one thread at a time. */
public final class Sites implements AutoCloseable {

    private static final Duration OPERATION_TIMEOUT = Duration.ofMinutes(2);

    private final CephSandboxCluster source;
    private final CephSandboxCluster target;
    private final boolean ours;
    private final CephCluster sourceClient;
    private final CephCluster targetClient;

    private Sites(CephSandboxCluster source, CephSandboxCluster target, boolean ours) {
        this.source = source;
        this.target = target;
        this.ours = ours;
        this.sourceClient = connect(source);
        this.targetClient = connect(target);
    }

    /** New ones that are thrown away at the end. */
    public static Sites start(String name) {
        var second = CompletableFuture.supplyAsync(() -> cluster(name, "site-b"));
        var first = cluster(name, "site-a");
        return new Sites(first, second.join(), true);
    }

    /** Those of a world that somebody else ends. */
    public static Sites of(Sandbox sandbox) {
        return new Sites(sandbox.siteA(), sandbox.siteB(), false);
    }

    private static CephSandboxCluster cluster(String name, String site) {
        return CephSandboxCluster.start(
                site,
                SharedSandbox.directory().resolve(name + "-" + site),
                LoopbackPorts.freeBlock(CephSandboxCluster.PORTS),
                Lifetime.WITH_JVM);
    }

    private static CephCluster connect(CephSandboxCluster cluster) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(
                        cluster.name(), cluster.conf(), "admin", cluster.adminKeyring(), OPERATION_TIMEOUT));
    }

    public CephSandboxCluster source() {
        return source;
    }

    public CephSandboxCluster target() {
        return target;
    }

    public CephCluster sourceClient() {
        return sourceClient;
    }

    public CephCluster targetClient() {
        return targetClient;
    }

    public CephTools sourceTools() {
        return source.tools();
    }

    public CephTools targetTools() {
        return target.tools();
    }

    /** From now on OSDs trim removed snapshots without the pauses that they make on rotating disks. */
    public void trimAtOnce() {
        eachTrimmingPause((cluster, option) -> cluster.ceph("config", "set", "osd", option, "0"));
    }

    /** As they do unless told otherwise. */
    public void trimAsUsual() {
        eachTrimmingPause((cluster, option) -> cluster.ceph("config", "rm", "osd", option));
    }

    private void eachTrimmingPause(BiConsumer<CephSandboxCluster, String> change) {
        for (var cluster : List.of(source, target)) {
            change.accept(cluster, "osd_snap_trim_sleep_hdd");
            change.accept(cluster, "osd_snap_trim_sleep_hybrid");
        }
    }

    /** The processes of the OSDs. */
    public List<Long> osds() {
        return List.of(source.osd().pid(), target.osd().pid());
    }

    public Path osdSocket(CephSandboxCluster cluster) {
        return cluster.conf().resolveSibling("osd.asok");
    }

    @Override
    public void close() {
        sourceClient.close();
        targetClient.close();
        if (ours) {
            source.close();
            target.close();
        }
    }
}
