package io.spirula.messaging.health;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether Kafka answers, which is asked at most every ten seconds and never longer than two, and whether all that reads and
 * writes it runs.
 */
final class KafkaHealthIndicator implements HealthIndicator {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration CACHED = Duration.ofSeconds(10);

    private final Admin admin;
    private final List<BackgroundLoop> loops;
    private @Nullable Health last;
    private long askedAt;

    KafkaHealthIndicator(Admin admin, List<BackgroundLoop> loops) {
        this.admin = admin;
        this.loops = List.copyOf(loops);
    }

    @Override
    public synchronized Health health() {
        Health known = last;
        if (known == null || System.nanoTime() - askedAt >= CACHED.toNanos()) {
            known = ask();
            last = known;
            askedAt = System.nanoTime();
        }
        return withLoops(known, loops);
    }

    static Health withLoops(Health broker, List<BackgroundLoop> loops) {
        List<String> stopped = loops.stream()
                .filter(loop -> loop.isAutoStartup() && !loop.isRunning())
                .map(BackgroundLoop::loopName)
                .toList();
        return stopped.isEmpty()
                ? broker
                : Health.down()
                        .withDetails(broker.getDetails())
                        .withDetail("stopped", stopped)
                        .build();
    }

    private Health ask() {
        try {
            var options = new DescribeClusterOptions().timeoutMs((int) LIMIT.toMillis());
            int brokers = admin.describeCluster(options)
                    .nodes()
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .size();
            return Health.up().withDetail("brokers", brokers).build();
        } catch (ExecutionException | TimeoutException e) {
            return Health.down(e).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unknown().build();
        }
    }
}
