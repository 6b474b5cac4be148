package io.spirula.contracts.query;

import java.util.List;
import java.util.Objects;

/**
 * Which places are there.
 *
 * @param items one for each item that was asked about and is the answering service's, in any order
 */
public record PlacesAnswer(List<Item> items) {

    public PlacesAnswer {
        items = List.copyOf(items);
    }

    /**
     * One place.
     *
     * @param side as it was asked about
     * @param cluster as it was asked about
     * @param pool as it was asked about
     * @param namespace as it was asked about
     * @param state whether it is there
     * @param reason what is missing, or why it is not known, for people; empty for what is there
     */
    public record Item(PlaceSide side, String cluster, String pool, String namespace, PlaceState state, String reason) {

        public Item {
            Objects.requireNonNull(side, "side");
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(reason, "reason");
        }

        public static Item of(PlacesQuestion.Item asked, PlaceState state, String reason) {
            return new Item(asked.side(), asked.cluster(), asked.pool(), asked.namespace(), state, reason);
        }

        /** What was asked. */
        public PlacesQuestion.Item asked() {
            return new PlacesQuestion.Item(side, cluster, pool, namespace);
        }
    }
}
