package io.spirula.messaging.work;

import com.github.kagkarlsson.scheduler.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database's time, asked for now and then and counted on in between, so that machines need not agree on theirs. */
final class DatabaseClock implements Clock {

    private record Reading(Instant time, long nanos) {}

    private final JdbcClient jdbc;
    private volatile Reading reading;

    DatabaseClock(JdbcClient jdbc, Instant initial) {
        this.jdbc = jdbc;
        this.reading = new Reading(initial, System.nanoTime());
    }

    void refresh() {
        long before = System.nanoTime();
        Instant time = jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        long after = System.nanoTime();
        reading = new Reading(time, before + (after - before) / 2);
    }

    @Override
    public Instant now() {
        Reading last = reading;
        return last.time().plus(Duration.ofNanos(System.nanoTime() - last.nanos()));
    }
}
