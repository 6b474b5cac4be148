package io.spirula.mover;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.memory.InMemoryCeph;

/** Two clusters in memory. */
public final class InMemorySites implements AutoCloseable {

    public final InMemoryCeph ceph = InMemoryCeph.withClusters("site-a", "site-b");
    public final CephCluster siteA = ceph.connect(InMemoryCeph.config("site-a"));
    public final CephCluster siteB = ceph.connect(InMemoryCeph.config("site-b"));
    public final RbdPool poolA = siteA.openPool("rbd", "");
    public final RbdPool poolB = siteB.openPool("rbd", "");

    public Copies copies(long size) {
        return copies(ImageSpec.ofSize(size));
    }

    public Copies copies(ImageSpec spec) {
        return new Copies(poolA, poolB, "vm-1", spec);
    }

    @Override
    public void close() {
        siteA.close();
        siteB.close();
    }
}
