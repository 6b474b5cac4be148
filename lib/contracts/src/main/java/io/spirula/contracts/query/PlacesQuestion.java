package io.spirula.contracts.query;

import java.util.List;
import java.util.Objects;

/**
 * Are these pools and namespaces there? Asked of snapshot-service for sources, of transfer-service for targets; each
 * leaves the other's items out of its answer.
 *
 * @param items what is asked about; at most {@value #MAX_ITEMS}
 */
public record PlacesQuestion(List<Item> items) {

    /** The {@code question} of QueryAsked. */
    public static final String NAME = "places";

    /** More than this is not asked in one question: all that a policy can name, 1000 pools and 1000 targets. */
    public static final int MAX_ITEMS = 2000;

    public PlacesQuestion {
        items = List.copyOf(items);
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("At most " + MAX_ITEMS + " items in one question: " + items.size());
        }
    }

    /**
     * One place.
     *
     * @param side what it is wanted for
     * @param cluster the configured cluster
     * @param pool the pool's name
     * @param namespace the namespace; empty for the default one
     */
    public record Item(PlaceSide side, String cluster, String pool, String namespace) {

        public Item {
            Objects.requireNonNull(side, "side");
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(namespace, "namespace");
        }
    }
}
