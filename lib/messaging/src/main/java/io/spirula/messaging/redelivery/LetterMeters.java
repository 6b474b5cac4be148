package io.spirula.messaging.redelivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.spirula.contracts.event.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many dead letters are open, and since when; NaN while the database cannot say. Asked at most once in two seconds. */
final class LetterMeters implements MeterBinder {

    private static final Duration CACHED = Duration.ofSeconds(2);

    private record Depth(double letters, double oldestSeconds) {

        static final Depth NONE = new Depth(0, 0);
        static final Depth UNKNOWN = new Depth(Double.NaN, Double.NaN);
    }

    private final JdbcClient jdbc;
    private final Set<Topic> topics;
    private @Nullable Map<String, Depth> depths;
    private long readAt = System.nanoTime() - CACHED.toNanos();

    LetterMeters(JdbcClient jdbc, Set<Topic> topics) {
        this.jdbc = jdbc;
        this.topics = Set.copyOf(topics);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Topic topic : topics) {
            Gauge.builder("spirula.dead.letters", () -> depth(topic).letters())
                    .description("Dead letters of this service that are open")
                    .tag("topic", topic.wireName())
                    .register(registry);
            Gauge.builder("spirula.dead.letters.oldest.age", () -> depth(topic).oldestSeconds())
                    .description("Age of the oldest open dead letter of this service")
                    .baseUnit("seconds")
                    .tag("topic", topic.wireName())
                    .register(registry);
        }
    }

    private synchronized Depth depth(Topic topic) {
        if (System.nanoTime() - readAt >= CACHED.toNanos()) {
            depths = read();
            readAt = System.nanoTime();
        }
        Map<String, Depth> known = depths;
        return known == null ? Depth.UNKNOWN : known.getOrDefault(topic.wireName(), Depth.NONE);
    }

    private @Nullable Map<String, Depth> read() {
        Map<String, Depth> found = new HashMap<>();
        try {
            jdbc.sql("""
                            SELECT topic, count(*) AS letters, extract(epoch FROM now() - min(since)) AS age
                            FROM dead_letter WHERE state = 'open' GROUP BY topic
                            """).query(row -> {
                found.put(row.getString("topic"), new Depth(row.getDouble("letters"), row.getDouble("age")));
            });
            return found;
        } catch (DataAccessException e) {
            return null;
        }
    }
}
