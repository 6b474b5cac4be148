package io.spirula.messaging.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How much waits to be published, and for how long; NaN while the database cannot say. */
final class OutboxMeters implements MeterBinder {

    private final JdbcClient jdbc;

    OutboxMeters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "spirula.outbox.oldest.age",
                        () -> value(
                                "SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox WHERE published_at IS NULL"))
                .description("Age of the oldest event that is not published yet")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("spirula.outbox.depth", () -> value("SELECT count(*) FROM outbox WHERE published_at IS NULL"))
                .description("Events that are not published yet")
                .register(registry);
    }

    private double value(String query) {
        try {
            return jdbc.sql(query).query(Double.class).single();
        } catch (DataAccessException e) {
            return Double.NaN;
        }
    }
}
