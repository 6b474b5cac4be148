package io.spirula.rbd;

/** Opens connections to Ceph clusters. Thread-safe. */
public interface CephConnector {

    /**
     * Connects as a new RADOS client instance of its own: what blocklists one instance leaves every other alone.
     * Blocks until connected, at most about the configuration's operation timeout.
     *
     * @throws RbdException if the cluster does not answer in time (ETIMEDOUT), refuses the user or its key (EPERM,
     *     EACCES), or a file is missing or unreadable (ENOENT, EINVAL)
     */
    CephCluster connect(ClusterConfig config);
}
