package io.spirula.snapshot.cluster;

import io.spirula.rbd.CephCluster;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** The configured clusters. Thread-safe. */
public interface Clusters {

    SortedSet<String> names();

    /**
     * Works on a cluster through a connection that is made when needed.
     *
     * @throws UnknownClusterException when no cluster of that name is configured
     * @throws io.spirula.rbd.RbdException when the cluster refuses, does not answer, or did not answer just now
     */
    <T> T call(String cluster, Function<CephCluster, T> work);

    /** @see #call */
    default void run(String cluster, Consumer<CephCluster> work) {
        call(cluster, connection -> {
            work.accept(connection);
            return cluster;
        });
    }
}
