package io.spirula.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/** The samples of each contender of a row, and what is to be said about them. Used by one thread. */
public final class Figures {

    private final Consumer<String> told;
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * @param told is given a line about each sample
     */
    public Figures(Consumer<String> told) {
        this.told = told;
    }

    /** Keeps a place in the table, so that contenders are listed in this order whatever order they run in. */
    public void announce(String contender) {
        samples.putIfAbsent(contender, new ArrayList<>());
    }

    public void add(String contender, Sample sample) {
        samples.computeIfAbsent(contender, name -> new ArrayList<>()).add(sample);
        told.accept(contender + ": " + sample);
    }

    /** Something that whoever reads the figures must know; said once. */
    public void note(String text) {
        if (!notes.contains(text)) {
            notes.add(text);
        }
    }

    /** Something that went wrong; the row fails. */
    public void fail(String text) {
        failures.add(text);
    }

    public List<String> contenders() {
        return List.copyOf(samples.keySet());
    }

    public List<Sample> samples(String contender) {
        return Collections.unmodifiableList(samples.getOrDefault(contender, List.of()));
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Of an even number the mean of the middle two; empty if nothing of the kind was measured. */
    public OptionalDouble median(String contender, Metric metric) {
        var sorted = values(contender, metric).sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        var middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    public OptionalDouble least(String contender, Metric metric) {
        return values(contender, metric).min();
    }

    public OptionalDouble most(String contender, Metric metric) {
        return values(contender, metric).max();
    }

    private DoubleStream values(String contender, Metric metric) {
        return samples(contender).stream()
                .flatMap(sample -> sample.value(metric).stream())
                .mapToDouble(Double::doubleValue);
    }
}
