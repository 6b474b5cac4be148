package io.spirula.restore.cluster;

import io.spirula.contracts.ImageRef;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.guard.GuardState;
import java.util.SortedSet;
import java.util.function.Function;

/** The configured clusters. Thread-safe. */
public interface Clusters {

    SortedSet<String> names();

    /**
     * Works on a cluster as a new client of its own, which ends with the work: what shuts it out harms nobody else. Only
     * the connecting is guarded, since the work may take hours; it includes an answer of the OSDs.
     *
     * @param place an image's place on the cluster: its pool is what has to answer
     * @throws IllegalArgumentException when no cluster of that name is configured
     * @throws io.spirula.rbd.RbdException when the cluster refuses or does not answer
     * @throws io.spirula.rbd.guard.ClusterUnavailableException when it was not asked, since it fails or is busy
     */
    <T> T call(ImageRef place, Function<CephCluster, T> work);

    /**
     * How the cluster's guard sees it.
     *
     * @throws IllegalArgumentException when no cluster of that name is configured
     */
    GuardState state(String cluster);
}
