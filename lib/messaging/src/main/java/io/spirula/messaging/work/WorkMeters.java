package io.spirula.messaging.work;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What workers do. */
final class WorkMeters {

    private final MeterRegistry registry;

    WorkMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void turn(String queue, String outcome, long nanos) {
        registry.timer("spirula.work.turns", "queue", queue, "outcome", outcome).record(Duration.ofNanos(nanos));
    }

    /** Work that is due and that nobody works on; NaN while the database cannot say. */
    void waiting(String queue, JdbcClient jdbc) {
        Gauge.builder("spirula.work.waiting", () -> ask(jdbc, "count(*)", queue))
                .description("Work that is due and that nobody works on")
                .tag("queue", queue)
                .register(registry);
        Gauge.builder(
                        "spirula.work.oldest.age",
                        () -> ask(jdbc, "coalesce(extract(epoch FROM now() - min(execution_time)), 0)", queue))
                .description("How long the work has been due that waits longest")
                .baseUnit("seconds")
                .tag("queue", queue)
                .register(registry);
    }

    private static double ask(JdbcClient jdbc, String what, String queue) {
        try {
            return jdbc.sql("SELECT " + what + " FROM scheduled_tasks"
                            + " WHERE task_name = :task AND NOT picked AND execution_time <= now()")
                    .param("task", WorkId.task(queue))
                    .query(Double.class)
                    .single();
        } catch (DataAccessException e) {
            return Double.NaN;
        }
    }

    void running(LeaseRenewal leases) {
        registry.gauge("spirula.work.running", leases, LeaseRenewal::size);
    }

    void swept(String queue, int found) {
        registry.counter("spirula.work.swept", "queue", queue).increment(found);
    }
}
