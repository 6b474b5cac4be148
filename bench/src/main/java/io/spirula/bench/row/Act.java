package io.spirula.bench.row;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Metric;
import io.spirula.bench.measure.Sample;
import java.util.List;
import java.util.function.Supplier;

/**
 * A contender that is no transfer.
 *
 * @param pids processes of its own that live on
 * @param work what is measured; gives what is to be known besides
 */
record Act(String name, List<Long> pids, Supplier<Sample> work) {

    /** What was measured around it, and what it gave itself, which counts where both have it. */
    static Sample together(Sample around, Sample given) {
        var all = around;
        for (var entry : given.values().entrySet()) {
            all = all.with(entry.getKey(), entry.getValue());
        }
        return all;
    }

    static Turns<Act> turns(Scale scale, List<Act> acts, Figures figures) {
        return new Turns<>(scale, acts, Act::name, figures);
    }

    /** Of those who read at the source and write at the target themselves, what they read is what passed between the sites. */
    static Sample sentWhatWasRead(Sample sample) {
        return sample.value(Metric.READ)
                .map(read -> sample.with(Metric.SENT, read))
                .orElse(sample);
    }
}
