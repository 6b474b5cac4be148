package io.spirula.rbd.memory;

import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.PoolRight;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What a cluster stores. Everything below it is guarded by its monitor. */
final class ClusterState {

    final String name;
    final String fsid;
    final Map<Long, PoolState> pools = new TreeMap<>();
    final Set<String> blocklist = new HashSet<>();
    List<HealthCheck> complaints = List.of();
    Map<String, Long> placementGroups = Map.of();
    boolean mayBlocklist = true;
    private long lastId = 4100;
    private long lastImageId = 0x10;

    ClusterState(String name) {
        this.name = name;
        this.fsid = UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    static final class PoolState {
        final long id;
        final String name;
        final Map<String, NamespaceState> namespaces = new TreeMap<>(Map.of("", new NamespaceState()));
        Set<String> applications = Set.of("rbd");
        boolean closed;
        Set<PoolRight> rights = EnumSet.allOf(PoolRight.class);
        long lastSnapshotId = 2;

        PoolState(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    static final class NamespaceState {
        final Map<String, ImageState> images = new HashMap<>();
        final Map<String, TrashedImage> trash = new HashMap<>();
    }

    record TrashedImage(ImageState image, String name, java.time.Instant deletedAt, java.time.Instant defermentEnd) {}

    PoolState addPool(String poolName) {
        var pool = new PoolState(pools.size() + 1L, poolName);
        pools.put(pool.id, pool);
        return pool;
    }

    PoolState pool(String poolName) {
        return pools.values().stream()
                .filter(pool -> pool.name.equals(poolName))
                .findFirst()
                .orElseThrow();
    }

    long nextClientId() {
        return ++lastId;
    }

    String nextImageId() {
        lastImageId += 0x11;
        return Long.toHexString(lastImageId) + "a" + Long.toHexString(lastImageId * 7919);
    }
}
