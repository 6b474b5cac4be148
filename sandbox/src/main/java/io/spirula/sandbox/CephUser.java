package io.spirula.sandbox;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Ceph user of a service, with no more rights than the service needs on that cluster. The README shows
 * administrators the same capabilities.
 *
 * <p>The monitors let whoever may write anything in a pool that his capability names make and remove snapshot numbers of
 * that pool, and so blank all snapshots in it. Who makes snapshots needs that; a capability that names no pool does not
 * give it.
 *
 * @param monitors capability on the monitors
 * @param osds capabilities in one pool, where {@code %s} stands for its name
 */
record CephUser(String entity, String monitors, List<String> osds) {
    static final String SNAPSHOT = "client.spirula-snapshot";
    static final String TRANSFER = "client.spirula-transfer";
    static final String RESTORE = "client.spirula-restore";

    /** The profile {@code rbd-read-only} would let him shut out other clients, too. */
    private static final String READ = "allow r";

    /** With the right to shut out clients: without it, an image whose owner died with its lock gets no snapshot. */
    private static final String WRITE = "profile rbd";

    private static final String READ_POOL = "profile rbd-read-only pool=%s";
    private static final String WRITE_POOL = "profile rbd pool=%s";

    /** To register as a watcher of an image, which the OSD counts as a write to its header. */
    private static final String WATCH = "allow rw object_prefix rbd_header.";

    /** To make and remove snapshots, but not to write, rename or remove an image. */
    private static final List<String> SNAPSHOTS = List.of(
            READ_POOL,
            "allow rwx pool=%s object_prefix rbd_header.",
            "allow rwx pool=%s object_prefix rbd_object_map.");

    /** Where images are protected: snapshots may be made, nothing may be written but by a restore. */
    static List<CephUser> onSource() {
        return List.of(
                new CephUser(SNAPSHOT, WRITE, SNAPSHOTS),
                new CephUser(TRANSFER, READ, List.of(READ_POOL, WATCH)),
                new CephUser(RESTORE, WRITE, List.of(WRITE_POOL)));
    }

    /** Where replicas are: what runs at the source site can only look. */
    static List<CephUser> onTarget() {
        return List.of(
                new CephUser(SNAPSHOT, READ, List.of(READ_POOL)),
                new CephUser(TRANSFER, WRITE, List.of(WRITE_POOL)),
                new CephUser(RESTORE, WRITE, List.of(WRITE_POOL)));
    }

    void authorizeOn(CephSandboxCluster cluster, Collection<String> pools) {
        cluster.authorize(entity, "mon", monitors, "osd", inAll(pools));
    }

    /** Its OSD capabilities. */
    String inAll(Collection<String> pools) {
        return pools.stream()
                .flatMap(pool -> osds.stream().map(capability -> capability.formatted(pool)))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** The name without {@code client.}, as librados takes it. */
    static String id(String entity) {
        return entity.substring("client.".length());
    }

    /** The service that has this user, such as {@code transfer}. */
    String service() {
        return entity.substring("client.spirula-".length());
    }
}
