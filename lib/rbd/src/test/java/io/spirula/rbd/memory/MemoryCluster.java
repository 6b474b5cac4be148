package io.spirula.rbd.memory;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ClusterSpace;
import io.spirula.rbd.ClusterStatus;
import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.Pool;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.handle.Handle;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client instance of a cluster in memory. */
final class MemoryCluster extends Handle implements CephCluster {

    static final int ENOENT = 2;
    static final int EINVAL = 22;
    static final int ESHUTDOWN = 108;

    private final InMemoryCeph ceph;
    private final ClusterConfig config;
    private final ClusterState state;
    private final long instanceId;

    MemoryCluster(InMemoryCeph ceph, ClusterConfig config, ClusterState state, long instanceId) {
        super(null);
        this.ceph = ceph;
        this.config = config;
        this.state = state;
        this.instanceId = instanceId;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public String fsid() {
        return use(() -> state.fsid);
    }

    @Override
    public long instanceId() {
        return use(() -> instanceId);
    }

    @Override
    public String clientAddress() {
        return use(this::address);
    }

    String address() {
        return "127.0.0.1:0/" + instanceId * 7919;
    }

    @Override
    public List<Pool> pools() {
        return guarded(
                "list pools",
                () -> state.pools.values().stream()
                        .map(pool -> new Pool(pool.id, pool.name))
                        .toList());
    }

    @Override
    public ClusterSpace space() {
        return guarded("ask for the space", () -> new ClusterSpace(1L << 40, 1L << 30, (1L << 40) - (1L << 30)));
    }

    @Override
    public RbdPool openPool(long poolId, String namespace) {
        return adopt(() -> locked("open pool " + poolId, () -> {
            var pool = state.pools.get(poolId);
            if (pool == null) {
                throw RbdException.of(ENOENT, "open pool " + poolId, describe());
            }
            return new MemoryPool(this, pool, namespace);
        }));
    }

    @Override
    public RbdPool openPool(String poolName, String namespace) {
        long id = guarded(
                "open pool " + poolName,
                () -> state.pools.values().stream()
                        .filter(pool -> pool.name.equals(poolName))
                        .findFirst()
                        .orElseThrow(() -> RbdException.of(ENOENT, "open pool " + poolName, describe()))
                        .id);
        return openPool(id, namespace);
    }

    @Override
    public void blocklist(String clientAddress, Duration duration) {
        if (duration.toSeconds() < 1) {
            throw new IllegalArgumentException("a blocklisting must last at least a second: " + duration);
        }
        guarded("blocklist client " + clientAddress, () -> {
            if (!clientAddress.matches("[^/ ]+:\\d+/\\d+")) {
                throw RbdException.of(EINVAL, "blocklist client " + clientAddress, describe());
            }
            return state.blocklist.add(clientAddress);
        });
    }

    @Override
    public boolean mayBlocklist() {
        return guarded("ask whether it may blocklist", () -> state.mayBlocklist);
    }

    @Override
    public List<HealthCheck> health() {
        return guarded("ask for the health", () -> state.complaints);
    }

    @Override
    public ClusterStatus status() {
        return guarded("ask for the status", () -> new ClusterStatus(state.complaints, state.placementGroups));
    }

    @Override
    public void awaitLatestOsdMap() {
        guarded("wait for the latest OSD map", () -> true);
    }

    private <T extends @Nullable Object> T guarded(String operation, Supplier<T> call) {
        return use(() -> {
            synchronized (state) {
                ceph.requireReachable(name(), operation);
                return call.get();
            }
        });
    }

    /** A call that reaches OSDs, which shut out blocklisted clients. */
    <T extends @Nullable Object> T locked(String operation, Supplier<T> call) {
        // one that hangs keeps no other from being carried out
        ceph.requireReachable(name(), operation);
        synchronized (state) {
            if (state.blocklist.contains(address())) {
                throw RbdException.of(ESHUTDOWN, operation, describe());
            }
            return call.get();
        }
    }

    ClusterState state() {
        return state;
    }

    InMemoryCeph ceph() {
        return ceph;
    }

    @Override
    public String describe() {
        return "cluster " + name();
    }

    @Override
    protected void release() {}

    @Override
    public void close() {
        closeOnce();
    }
}
