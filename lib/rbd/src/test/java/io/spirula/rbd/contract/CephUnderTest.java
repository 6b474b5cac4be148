package io.spirula.rbd.contract;

import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ImageSpec;

/** Where a contract suite runs: a cluster with a pool named {@code rbd}. */
public interface CephUnderTest {

    CephConnector connector();

    ClusterConfig config();

    /** What images are made like where a test asks for a shape. */
    default ImageSpec shaped(ImageSpec spec) {
        return spec;
    }
}
