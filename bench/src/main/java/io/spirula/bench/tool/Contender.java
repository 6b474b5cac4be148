package io.spirula.bench.tool;

import io.spirula.bench.measure.Metric;
import io.spirula.bench.measure.Sample;
import java.util.List;

/**
 * One way to bring a replica from a base to an end that both exist at the source. It does not look whether that is right:
 * whoever measures does.
 */
public interface Contender extends AutoCloseable {

    /** Short and stable: of the table, and of the JSON. */
    String name();

    /** Processes of its own that live on. */
    List<Long> pids();

    /**
     * Returns when the ends of all are committed on their replicas; they are given at the same time. Everything in here is
     * measured.
     *
     * @throws RuntimeException if one is not
     */
    void carry(List<Step> steps);

    /** Completes the figures with what passed between the sites. */
    default Sample complete(Sample measured) {
        return measured.with(Metric.SENT, measured.value(Metric.READ).orElse(0.0));
    }

    @Override
    default void close() {}
}
