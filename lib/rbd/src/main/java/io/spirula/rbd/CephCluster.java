package io.spirula.rbd;

import java.time.Duration;
import java.util.List;

/**
 * One connection to a cluster: one RADOS client instance.
 *
 * <p>Thread-safe. Every method but {@link #name} and {@link #close} throws {@link HandleClosedException} after close and
 * {@link RbdException} when the cluster refuses or does not answer.
 */
public interface CephCluster extends AutoCloseable {

    /** What this installation calls the cluster. */
    String name();

    /** The cluster's own identity, a UUID in lower case. */
    String fsid();

    /** The global id of this client instance, unique in the cluster. */
    long instanceId();

    /** The addresses of this client instance, in the form that {@link #blocklist} takes on any other connection. */
    String clientAddress();

    /** All pools the cluster has, of any application, in order of their ids. */
    List<Pool> pools();

    /** The space of the whole cluster. */
    ClusterSpace space();

    /**
     * Opens a pool.
     *
     * @param namespace of the images, empty for the default one
     * @throws RbdNotFoundException if there is no such pool; a missing namespace shows on first use
     */
    RbdPool openPool(long poolId, String namespace);

    /**
     * Opens a pool by its present name.
     *
     * @param namespace of the images, empty for the default one
     * @throws RbdNotFoundException if there is no such pool; a missing namespace shows on first use
     */
    RbdPool openPool(String poolName, String namespace);

    /**
     * Shuts a client instance out of the cluster: once the new map has spread its writes can no longer land, also those
     * in flight. Repeating it prolongs it. Follow it with {@link #awaitLatestOsdMap} before relying on it.
     *
     * @param clientAddress what the other instance's {@link #clientAddress} said, or a lock owner's address
     * @param duration at least one second
     */
    void blocklist(String clientAddress, Duration duration);

    /** Whether this user may {@link #blocklist}; found out without shutting out anybody. */
    boolean mayBlocklist();

    /** What the monitors complain of: empty when all is well. */
    List<HealthCheck> health();

    /** How it is doing; its monitors answer that to whoever may read from them ({@code mon 'allow r'}). */
    ClusterStatus status();

    /**
     * Waits until this connection uses the newest OSD map the monitors have. An OSD learns of that map, and so of whom it
     * shuts out, at the latest with the first operation that this connection sends it: what it read of an object stays.
     */
    void awaitLatestOsdMap();

    /** Closes all pools and images opened through this connection, then the connection. Does nothing a second time. */
    @Override
    void close();
}
