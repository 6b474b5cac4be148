package io.spirula.mover.compare;

import io.spirula.mover.pipeline.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where two images differ, in bounded memory: very many become one that covers them. Not thread-safe. */
final class DifferingPlaces {

    private static final int MOST = 10_000;

    private final List<Range> places = new ArrayList<>();

    void add(Range place) {
        if (places.size() == MOST) {
            Range all = covering();
            places.clear();
            places.add(all);
        }
        places.add(place);
    }

    /** In rising order. */
    List<Range> all() {
        return places.stream().sorted(Comparator.comparingLong(Range::offset)).toList();
    }

    private Range covering() {
        long from = places.stream().mapToLong(Range::offset).min().orElseThrow();
        long to = places.stream().mapToLong(Range::end).max().orElseThrow();
        return new Range(from, to - from);
    }
}
