package io.spirula.rbd.contract;

import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;

/** Where a contract suite runs: a cluster with a pool named {@code rbd}. */
public interface CephUnderTest {

    CephConnector connector();

    ClusterConfig config();
}
