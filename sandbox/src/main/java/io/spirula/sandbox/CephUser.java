package io.spirula.sandbox;

import java.util.List;

/**
 * A Ceph user of a service, with no more rights than the service needs on that cluster. The README shows
 * administrators the same capabilities.
 */
record CephUser(String entity, String monitors, String osds) {
    static final String SNAPSHOT = "client.spirula-snapshot";
    static final String TRANSFER = "client.spirula-transfer";
    static final String RESTORE = "client.spirula-restore";

    private static final String READ = "profile rbd-read-only";
    private static final String WRITE = "profile rbd";
    /** Reads, and may register as a watcher of an image, which the OSD counts as a write to its header. */
    private static final String READ_AND_WATCH = READ + ", allow rw object_prefix rbd_header.";
    /** Reads, and may make and remove snapshots, but cannot write, rename or remove an image. */
    private static final String READ_AND_SNAPSHOT =
            READ + ", allow rwx object_prefix rbd_header., allow rwx object_prefix rbd_object_map.";

    /** Where images are protected: snapshots may be made, nothing may be written but by a restore. */
    static List<CephUser> onSource() {
        return List.of(
                new CephUser(SNAPSHOT, WRITE, READ_AND_SNAPSHOT),
                new CephUser(TRANSFER, READ, READ_AND_WATCH),
                new CephUser(RESTORE, WRITE, WRITE));
    }

    /** Where replicas are: what runs at the source site can only look. */
    static List<CephUser> onTarget() {
        return List.of(
                new CephUser(SNAPSHOT, READ, READ),
                new CephUser(TRANSFER, WRITE, WRITE),
                new CephUser(RESTORE, WRITE, WRITE));
    }

    void createOn(CephSandboxCluster cluster) {
        cluster.authorize(entity, "mon", monitors, "osd", osds);
    }

    /** The name without {@code client.}, as librados takes it. */
    static String id(String entity) {
        return entity.substring("client.".length());
    }
}
