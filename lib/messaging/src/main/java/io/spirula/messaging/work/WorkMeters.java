package io.spirula.messaging.work;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** What workers do. */
final class WorkMeters {

    private final MeterRegistry registry;

    WorkMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void turn(String queue, String outcome, long nanos) {
        registry.timer("spirula.work.turns", "queue", queue, "outcome", outcome).record(Duration.ofNanos(nanos));
    }

    void running(LeaseRenewal leases) {
        registry.gauge("spirula.work.running", leases, LeaseRenewal::size);
    }

    void swept(String queue, int found) {
        registry.counter("spirula.work.swept", "queue", queue).increment(found);
    }
}
