package io.spirula.messaging.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class DatabaseClockIT {

    private static final Duration SHIFT = Duration.ofHours(1);

    private final String schema = "t" + UUID.randomUUID().toString().replace("-", "");
    private final PostgresSandbox.Account account = SharedSandbox.postgres().createSchema(schema);

    @AfterEach
    void dropSchema() {
        SharedSandbox.postgres().dropSchema(schema);
    }

    @Test
    void aMachineWhoseOwnClockIsAnHourBehindGoesByTheDatabase() {
        JdbcClient jdbc = database();
        jdbc.sql("CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
                        + " 'SELECT pg_catalog.clock_timestamp() + interval ''1 hour'''")
                .update();
        try (DatabaseClock databaseClock = new DatabaseClock(jdbc)) {
            Clock clock = databaseClock.withZone(ZoneOffset.UTC);
            Instant first = clock.instant();
            assertThat(Duration.between(Instant.now(), first)).isCloseTo(SHIFT, Duration.ofMinutes(1));
            assertThat(clock.instant()).isAfterOrEqualTo(first);
        }
    }

    @Test
    void aServiceThatComesToAnEndIsStillToldTheTime() {
        DatabaseClock clock = new DatabaseClock(database(), Duration.ZERO);
        Instant last = clock.instant();
        clock.close();
        assertThat(clock.instant()).isAfterOrEqualTo(last);
        assertThat(clock.instant()).isCloseTo(last, within(1, ChronoUnit.MINUTES));
    }

    private JdbcClient database() {
        return JdbcClient.create(
                new DriverManagerDataSource(account.url() + ",pg_catalog", account.user(), account.password()));
    }
}
