package io.spirula.scheduler.fleet;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.spirula.scheduler.fleet.StatusView.Row;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How old the newest point of each image is. Images are told by lineage and policy, those that do worst first and never more
 * than {@link #MOST}, so that neither names nor numbers from outside make series without end.
 */
final class ImageMetrics {

    /** Image and policy together; each makes at most four series. */
    static final int MOST = 1000;

    private static final Comparator<Row> WORST_FIRST = Comparator.<Row, Boolean>comparing(
                    row -> !Boolean.FALSE.equals(row.rpo().met()))
            .thenComparing(
                    row -> row.rpo().age() == null
                            ? Duration.ofSeconds(Long.MAX_VALUE)
                            : Objects.requireNonNull(row.rpo().age()),
                    Comparator.reverseOrder())
            .thenComparing(Row::lineage)
            .thenComparing(Row::policy);

    private final MultiGauge ages;
    private final MultiGauge objectives;
    private final MultiGauge missed;
    private final MultiGauge names;
    private volatile int untold;

    ImageMetrics(MeterRegistry registry) {
        this.ages = gauge(
                registry, "spirula.image.rpo.age", "seconds", "Age of the newest complete point where it is oldest");
        this.objectives = gauge(
                registry, "spirula.image.rpo.objective", "seconds", "Age that the newest complete point may have");
        this.missed =
                gauge(registry, "spirula.image.rpo.missed", null, "1 while the objective is missed, 0 while it is met");
        this.names = gauge(registry, "spirula.image.info", null, "1; says what people call the image");
        Gauge.builder("spirula.images.untold", this, metrics -> metrics.untold)
                .description("Images under a policy that these metrics leave out")
                .register(registry);
    }

    void show(StatusView view) {
        List<Row> protecting =
                view.rows().stream().filter(row -> !row.targets().isEmpty()).toList();
        List<Row> told = protecting.stream().sorted(WORST_FIRST).limit(MOST).toList();
        untold = protecting.size() - told.size();
        ages.register(rows(told, row -> seconds(row.rpo().age())), true);
        objectives.register(rows(told, row -> seconds(row.rpo().target())), true);
        missed.register(
                rows(told, row -> row.rpo().met() == null ? null : row.rpo().met() ? 0.0 : 1.0), true);
        names.register(
                told.stream()
                        .<MultiGauge.Row<?>>map(row ->
                                MultiGauge.Row.of(tags(row).and("image", ImageLabel.of(row.image())), 1))
                        .toList(),
                true);
    }

    private static List<MultiGauge.Row<?>> rows(List<Row> rows, Function<Row, @Nullable Double> value) {
        return rows.stream()
                .filter(row -> value.apply(row) != null)
                .<MultiGauge.Row<?>>map(row -> MultiGauge.Row.of(tags(row), Objects.requireNonNull(value.apply(row))))
                .toList();
    }

    private static Tags tags(Row row) {
        return Tags.of("lineage", row.lineage().toString(), "policy", row.policy());
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, @Nullable String unit, String description) {
        return MultiGauge.builder(name).baseUnit(unit).description(description).register(registry);
    }
}
