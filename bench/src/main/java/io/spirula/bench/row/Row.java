package io.spirula.bench.row;

import io.spirula.bench.measure.Figures;

/** One row of the table: one kind of work, done by each contender in turn on clusters of its own. */
public interface Row {

    /** As {@code --rows} takes it. */
    String name();

    /** For people, with its sizes. */
    String title();

    /**
     * Measures. What was measured before a failure stays in the figures.
     *
     * @param figures is given all of it
     */
    void measure(Scale scale, Figures figures);
}
