package io.spirula.contracts.query;

import java.util.List;

/**
 * Is all well with what you use? Asked of every service.
 *
 * @param places that policies name; at most {@value PlacesQuestion#MAX_ITEMS}
 */
public record DoctorQuestion(List<PlacesQuestion.Item> places) {

    /** The {@code question} of QueryAsked. */
    public static final String NAME = "doctor";

    /** A service is asked about itself alone, and about what it knows to be needed. */
    public static final DoctorQuestion NO_PLACES = new DoctorQuestion(List.of());

    public DoctorQuestion {
        places = List.copyOf(places);
        if (places.size() > PlacesQuestion.MAX_ITEMS) {
            throw new IllegalArgumentException(
                    "At most " + PlacesQuestion.MAX_ITEMS + " places in one question: " + places.size());
        }
    }

    /** The pools of a cluster that policies name on that side. */
    public List<String> pools(PlaceSide side, String cluster) {
        return places.stream()
                .filter(place -> place.side() == side && place.cluster().equals(cluster))
                .map(PlacesQuestion.Item::pool)
                .toList();
    }
}
