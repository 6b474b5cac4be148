package io.spirula.snapshot.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.guard.GuardState;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** The configured clusters. Thread-safe. */
public interface Clusters {

    SortedSet<String> names();

    /**
     * Works on a cluster through a connection that is made when needed. Work that is forbidden something on a connection
     * that was there before is begun once more on a new one, with the rights that this service's user has by then: an open
     * connection keeps those that it was made with, for up to an hour.
     *
     * @param work must do no harm when it is begun anew
     * @throws UnknownClusterException when no cluster of that name is configured
     * @throws io.spirula.rbd.RbdException when the cluster refuses or does not answer
     * @throws io.spirula.rbd.guard.ClusterUnavailableException when it was not asked, since it fails or is busy
     */
    <T> T call(String cluster, Function<CephCluster, T> work);

    /**
     * The next call comes with the rights that this service's user has by then.
     *
     * @throws UnknownClusterException when no cluster of that name is configured
     */
    void renew(String cluster);

    /**
     * How the cluster's guard sees it.
     *
     * @throws UnknownClusterException when no cluster of that name is configured
     */
    GuardState state(String cluster);

    /**
     * Works on a cluster for its effect alone.
     *
     * @see #call
     */
    default void run(String cluster, Consumer<CephCluster> work) {
        call(cluster, connection -> {
            work.accept(connection);
            return cluster;
        });
    }
}
