package io.spirula.bench.measure;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What one contender took in one pair. */
public record Sample(Map<Metric, Double> values) {

    /** Nothing was measured. */
    public static final Sample NONE = new Sample(Map.of());

    public Sample {
        values = Collections.unmodifiableMap(copy(values));
    }

    public static Sample of(Metric metric, double value) {
        return new Sample(Map.of(metric, value));
    }

    public Sample with(Metric metric, double value) {
        var more = copy(values);
        more.put(metric, value);
        return new Sample(more);
    }

    public Optional<Double> value(Metric metric) {
        return Optional.ofNullable(values.get(metric));
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey().label() + " " + entry.getKey().text(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static EnumMap<Metric, Double> copy(Map<Metric, Double> values) {
        var copy = new EnumMap<Metric, Double>(Metric.class);
        copy.putAll(values);
        return copy;
    }
}
