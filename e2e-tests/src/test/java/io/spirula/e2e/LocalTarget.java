package io.spirula.e2e;

import io.spirula.sandbox.CephSandboxCluster;

/** A target that needs nothing of the other site: a pool on the source's own cluster. */
record LocalTarget(World world) {

    static final String NAME = "local";

    private static final String TRANSFER = "client.spirula-transfer";

    /** Lets transfer-service write to it; what else it may do on the source stays as it is. */
    static LocalTarget in(World world) {
        CephSandboxCluster cluster = world.source().cluster();
        world.sandbox().createPool(cluster, NAME);
        cluster.authorize(
                TRANSFER,
                "mon",
                "profile rbd",
                "osd",
                "profile rbd-read-only pool=rbd, allow rw object_prefix rbd_header., profile rbd pool=" + NAME);
        return new LocalTarget(world);
    }

    /** The same disk with its copies there. */
    static Disk of(Disk disk) {
        return new Disk(disk.world().withinSource(), disk.place(), disk.name(), disk.policy(), NAME, NAME);
    }

    /** A line of a policy's targets. */
    static String manifestLine() {
        return "- { name: %1$s, type: rbd, cluster: site-a, pool: %1$s, retention: { last: 3 } }".formatted(NAME);
    }
}
