package io.spirula.scheduler.fleet;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The fleet in a few numbers for monitoring, read anew now and then rather than at each scrape. */
@Component
class FleetMetrics {

    private final FleetReader fleet;
    private final ImageMetrics images;
    private final Clock clock;
    private volatile StatusView last = new StatusView(Instant.EPOCH, true, List.of());

    FleetMetrics(FleetReader fleet, MeterRegistry registry, Clock clock) {
        this.fleet = fleet;
        this.images = new ImageMetrics(registry);
        this.clock = clock;
        gauge(registry, "spirula.fleet.images", "Protected images", view -> view.images(row -> true));
        gauge(
                registry,
                "spirula.fleet.objectives.missed",
                "Images that miss their recovery point objective",
                view -> view.images(row -> Boolean.FALSE.equals(row.rpo().met())));
        gauge(
                registry,
                "spirula.fleet.unhealthy",
                "Images that miss their objective or whose last run failed",
                view -> view.images(row -> !row.healthy()));
        gauge(
                registry,
                "spirula.fleet.running",
                "Runs that are running",
                view -> view.rows().stream()
                        .filter(row -> row.running() != null)
                        .count());
        Gauge.builder("spirula.fleet.read.age", this, FleetMetrics::age)
                .description("Seconds since these numbers were read")
                .baseUnit("seconds")
                .register(registry);
    }

    @Scheduled(initialDelayString = "PT5S", fixedDelayString = "PT15S")
    void read() {
        StatusView view = new StatusBoard(fleet.read(), tenant -> true).status(policy -> true);
        images.show(view);
        last = view;
    }

    private double age() {
        return Duration.between(last.at(), clock.instant()).toSeconds();
    }

    private void gauge(MeterRegistry registry, String name, String what, ToDoubleFunction<StatusView> value) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.last))
                .description(what)
                .register(registry);
    }
}
