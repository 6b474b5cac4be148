package io.spirula.rbd.memory;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.Errno;
import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.RbdException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Ceph clusters in memory, each with a pool {@code rbd}. Connect by the configurations that {@link #config} makes; what
 * is stored outlives connections.
 *
 * <p>Not modelled: striping (the numbers are kept, objects are cut straight), groups, data pools, time-outs. Operations
 * of an I/O queue are carried out in random order and only when their results are taken.
 */
public final class InMemoryCeph implements CephConnector {

    private final Map<String, ClusterState> clusters = new ConcurrentHashMap<>();
    private final Map<String, Integer> unreachable = new HashMap<>();
    private final List<Ambush> ambushes = new CopyOnWriteArrayList<>();
    private final Clock clock;

    private record Ambush(String cluster, String operation, Runnable action) {}

    private InMemoryCeph(Clock clock) {
        this.clock = clock;
    }

    public static InMemoryCeph withClusters(String... names) {
        return withClusters(Clock.systemUTC(), names);
    }

    /**
     * Clusters with a clock of their own.
     *
     * @param clock tells the time of snapshots and of the trash
     */
    public static InMemoryCeph withClusters(Clock clock, String... names) {
        var ceph = new InMemoryCeph(clock);
        for (String name : names) {
            var cluster = new ClusterState(name);
            cluster.addPool("rbd");
            ceph.clusters.put(name, cluster);
        }
        return ceph;
    }

    /** A configuration by which {@link #connect} finds a cluster. */
    public static ClusterConfig config(String cluster) {
        return new ClusterConfig(
                cluster,
                Path.of("/nowhere", cluster + ".conf"),
                "test",
                Path.of("/nowhere", cluster + ".keyring"),
                Duration.ofSeconds(5));
    }

    /** Adds a pool and tells its id. */
    public long createPool(String cluster, String pool) {
        ClusterState state = state(cluster);
        synchronized (state) {
            return state.addPool(pool).id;
        }
    }

    /** Tags a pool for another use than images. */
    public void tag(String cluster, String pool, String... applications) {
        ClusterState state = state(cluster);
        synchronized (state) {
            state.pool(pool).applications = Set.of(applications);
        }
    }

    /** Takes all rights on a pool from everybody, or gives them back. */
    public void setClosed(String cluster, String pool, boolean closed) {
        ClusterState state = state(cluster);
        synchronized (state) {
            state.pool(pool).closed = closed;
        }
    }

    /** What everybody may do in a pool. */
    public void grant(String cluster, String pool, Set<PoolRight> rights) {
        ClusterState state = state(cluster);
        synchronized (state) {
            state.pool(pool).rights = Set.copyOf(rights);
        }
    }

    /** Whether anybody may shut out others. */
    public void setMayBlocklist(String cluster, boolean may) {
        ClusterState state = state(cluster);
        synchronized (state) {
            state.mayBlocklist = may;
        }
    }

    /** What the monitors complain of from now on. */
    public void complain(String cluster, HealthCheck... checks) {
        ClusterState state = state(cluster);
        synchronized (state) {
            state.complaints = List.of(checks);
        }
    }

    /** How many placement groups are in each state from now on; at first nobody tells. */
    public void placementGroups(String cluster, Map<String, Long> states) {
        ClusterState state = state(cluster);
        synchronized (state) {
            state.placementGroups = Map.copyOf(states);
        }
    }

    /** Makes every call on a cluster fail with an error number, as if it were down; 0 heals it. */
    public void fail(String cluster, int errno) {
        synchronized (unreachable) {
            unreachable.put(cluster, errno);
        }
    }

    /**
     * Lets something happen right before the next operation of a kind is carried out, on the thread that does it; an
     * exception is the operation's.
     *
     * @param operation how its name begins, such as {@code break the lock}
     */
    public void onceBefore(String cluster, String operation, Runnable action) {
        ambushes.add(new Ambush(cluster, operation, action));
    }

    /** The client instances that are shut out. */
    public Set<String> blocklisted(String cluster) {
        ClusterState state = state(cluster);
        synchronized (state) {
            return Set.copyOf(state.blocklist);
        }
    }

    /** A stored byte changes by itself, in HEAD and in every snapshot that has it in common with HEAD. */
    public void rot(String cluster, String imageId, long offset) {
        ClusterState state = state(cluster);
        synchronized (state) {
            state.pools.values().stream()
                    .flatMap(pool -> pool.namespaces.get("").images.values().stream())
                    .filter(image -> image.id.equals(imageId))
                    .forEach(image -> image.rot(offset));
        }
    }

    /** Makes an image look mirrored. */
    public void setMirrorRole(String cluster, String pool, String imageName, MirrorRole role) {
        change(cluster, pool, imageName, image -> image.mirrorRole = role);
    }

    /** From now on the object maps of an image name nothing that changes, or all of it again. */
    public void setMapsLackChanges(String cluster, String pool, String imageName, boolean lack) {
        change(cluster, pool, imageName, image -> image.mapsLackChanges = lack);
    }

    /** From now on the object maps of an image have no object, and name nothing that changes. */
    public void setMapsLackObjects(String cluster, String pool, String imageName) {
        change(cluster, pool, imageName, image -> {
            image.mapsLackObjects = true;
            image.mapsLackChanges = true;
        });
    }

    private void change(String cluster, String pool, String imageName, Consumer<ImageState> change) {
        ClusterState state = state(cluster);
        synchronized (state) {
            state.pools.values().stream()
                    .filter(candidate -> candidate.name.equals(pool))
                    .flatMap(candidate -> candidate.namespaces.get("").images.values().stream())
                    .filter(image -> image.name.equals(imageName))
                    .forEach(change);
        }
    }

    @Override
    public CephCluster connect(ClusterConfig config) {
        ClusterState state = clusters.get(config.name());
        if (state == null) {
            throw RbdException.of(110, "connect as user " + config.user(), "cluster " + config.name());
        }
        requireReachable(config.name(), "connect as user " + config.user());
        synchronized (state) {
            return new MemoryCluster(this, config, state, state.nextClientId());
        }
    }

    void requireReachable(String cluster, String operation) {
        for (Ambush ambush : ambushes) {
            if (ambush.cluster().equals(cluster)
                    && operation.startsWith(ambush.operation())
                    && ambushes.remove(ambush)) {
                ambush.action().run();
            }
        }
        int errno;
        synchronized (unreachable) {
            errno = unreachable.getOrDefault(cluster, 0);
        }
        if (errno != 0) {
            throw RbdException.of(errno, operation, "cluster " + cluster + " (" + Errno.of(errno) + " for a test)");
        }
    }

    Clock clock() {
        return clock;
    }

    private ClusterState state(String cluster) {
        ClusterState state = clusters.get(cluster);
        if (state == null) {
            throw new IllegalArgumentException("no such cluster in memory: " + cluster);
        }
        return state;
    }
}
