package io.spirula.rbd.contract;

import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ImageSpec;

/** A real cluster whose images have their data in an erasure-coded pool. */
record ErasureCodedCeph(SandboxCeph ceph) implements CephUnderTest {

    private static final String POOL = "coded";

    static ErasureCodedCeph siteA() {
        SandboxCeph ceph = SandboxCeph.siteA();
        ceph.cluster().createErasureCodedPool(POOL);
        return new ErasureCodedCeph(ceph);
    }

    @Override
    public CephConnector connector() {
        return ceph.connector();
    }

    @Override
    public ClusterConfig config() {
        return ceph.config();
    }

    @Override
    public ImageSpec shaped(ImageSpec spec) {
        return spec.withDataPool(POOL);
    }
}
