package io.spirula.scheduler.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImageMetricsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void noObjectiveOrAgeIsTooLongToBeToldBesideOthers() {
        StatusView.Row immense = row("immense", new Health(LONGEST, LONGEST, true));
        StatusView.Row usual = row("usual", new Health(HOUR, HOUR.plusMillis(500), false));

        new ImageMetrics(registry).show(new StatusView(Instant.EPOCH, false, List.of(immense, usual)));

        assertThat(told("objective", "immense")).isEqualTo(Long.MAX_VALUE);
        assertThat(told("age", "immense")).isEqualTo(Long.MAX_VALUE);
        assertThat(told("objective", "usual")).isEqualTo(3600);
        assertThat(told("age", "usual")).isEqualTo(3600.5);
        assertThat(told("missed", "usual")).isEqualTo(1);
    }

    private double told(String what, String policy) {
        return registry.get("spirula.image.rpo." + what)
                .tag("policy", policy)
                .gauge()
                .value();
    }

    private static StatusView.Row row(String policy, Health health) {
        UUID lineage = UUID.nameUUIDFromBytes(policy.getBytes(StandardCharsets.UTF_8));
        StatusView.Target target = new StatusView.Target("dr", "rbd:site-b/rbd", "complete", null, null);
        return new StatusView.Row(
                "site-a/rbd/" + policy, "id", lineage, policy, List.of(target), health, null, null, null, null);
    }
}
