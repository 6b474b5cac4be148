package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.monitoring.Checkout;
import io.spirula.sandbox.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * The wall clock of some processes, which can be set while they run. Time goes on at its pace for them: only what they are
 * told that the time is changes, as when somebody sets the clock of a machine.
 */
record WrongClock(Path file) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** A right one, for now. */
    static WrongClock in(World world) {
        WrongClock clock = new WrongClock(world.sandbox().settings().directory().resolve("wrong-clock"));
        clock.set(Duration.ZERO);
        return clock;
    }

    /** From its next start on the process goes by this clock. */
    void give(ServiceProcess process) {
        Path library = Checkout.path("target", "tools", "libfaketimeMT.so.1");
        assertThat(library).as("bin/test -Pnightly fetches it").exists();
        process.addEnvironment(Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
    }

    /** What time a service believes that it is: it dates its answers. */
    static Instant of(ServiceProcess service) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.managementPort() + "/actuator/health/liveness"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            String date = HTTP.send(request, HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("Date")
                    .orElseThrow();
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException("the clock of " + service.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Takes effect within a second. */
    void set(Duration ahead) {
        try {
            Path draft = file.resolveSibling("wrong-clock.draft");
            Files.writeString(draft, "%+d%n".formatted(ahead.toSeconds()));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
