package io.spirula.rbd.place;

import io.spirula.contracts.query.PlaceSide;
import io.spirula.contracts.query.PlaceState;
import io.spirula.contracts.query.PlacesAnswer;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.guard.ClusterUnavailableException;
import java.util.function.Function;

/** Answers whether pools and namespaces are there, by asking their clusters. Thread-safe if the clusters are. */
public final class PlaceProbe {

    /** The configured clusters. */
    public interface Clusters {

        boolean knows(String cluster);

        /**
         * @throws RbdException when the cluster refuses or does not answer
         * @throws ClusterUnavailableException when it was not asked
         */
        PlacesAnswer.Item ask(String cluster, Function<CephCluster, PlacesAnswer.Item> question);
    }

    private final PlaceSide side;
    private final Clusters clusters;

    /**
     * @param side the places that are ours to answer for
     */
    public PlaceProbe(PlaceSide side, Clusters clusters) {
        this.side = side;
        this.clusters = clusters;
    }

    public PlacesAnswer answer(PlacesQuestion question) {
        return new PlacesAnswer(question.items().stream()
                .filter(place -> place.side() == side)
                .map(this::look)
                .toList());
    }

    private PlacesAnswer.Item look(PlacesQuestion.Item place) {
        if (!clusters.knows(place.cluster())) {
            return unknown(place, "cluster " + place.cluster() + " is not configured there");
        }
        try {
            return clusters.ask(place.cluster(), cluster -> look(cluster, place));
        } catch (RbdException | ClusterUnavailableException e) {
            return unknown(place, String.valueOf(e.getMessage()));
        }
    }

    private static PlacesAnswer.Item look(CephCluster cluster, PlacesQuestion.Item place) {
        try (RbdPool pool = cluster.openPool(place.pool(), "")) {
            if (place.namespace().isEmpty() || pool.namespaces().contains(place.namespace())) {
                return PlacesAnswer.Item.of(place, PlaceState.PRESENT, "");
            }
            return PlacesAnswer.Item.of(
                    place,
                    PlaceState.ABSENT,
                    "pool " + place.pool() + " of cluster " + place.cluster() + " has no namespace "
                            + place.namespace());
        } catch (RbdNotFoundException e) {
            return PlacesAnswer.Item.of(
                    place, PlaceState.ABSENT, "cluster " + place.cluster() + " has no pool " + place.pool());
        }
    }

    private static PlacesAnswer.Item unknown(PlacesQuestion.Item place, String reason) {
        return PlacesAnswer.Item.of(place, PlaceState.UNKNOWN, reason);
    }
}
