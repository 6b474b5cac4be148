package io.spirula.transfer.move;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.transfer.cluster.Clusters;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How far audits are. What the tables tell is read anew now and then, and NaN until it was read once. */
@Component
public class AuditMeters {

    private static final Logger LOG = LoggerFactory.getLogger(AuditMeters.class);

    /** Replicas that are to be compared, since when the oldest of their comparisons counts, and how often it is to be. */
    private static final String AUDITED = """
            select g.cluster, coalesce(a.whole_at, a.began_at) as since, p.audit_seconds
            from replica g
            join audit a on a.replica = g.id
            join lateral (
                select policy, run from copy c where c.replica = g.id and c.state = 'complete'
                order by source_snapshot_id desc limit 1) newest on true
            join policy p on p.name = newest.policy and not p.deleted and p.audit_seconds is not null
            join policy_target t on t.policy = p.name and t.target_key = g.target_key and not t.removed
            where g.state = 'CURRENT' and not exists (
                select 1 from route_release r
                where r.lineage = g.lineage and r.target_key = g.target_key and r.command > newest.run)
            """;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final MeterRegistry registry;
    private volatile @Nullable Map<String, Double> read;

    AuditMeters(JdbcClient jdbc, Clusters clusters, MeterRegistry registry, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.registry = registry;
        for (String cluster : clusters.names()) {
            gauge("spirula.audit.age", "Since when the replica was not compared whole that waits longest", cluster)
                    .baseUnit("seconds")
                    .register(registry);
            gauge("spirula.audit.overdue", "Replicas that were not compared whole for one and a half periods", cluster)
                    .register(registry);
            compared(cluster, 0);
            counter("spirula.audit.differences", "Copies found to differ from their source", cluster)
                    .increment(0);
        }
    }

    private Gauge.Builder<AuditMeters> gauge(String name, String description, String cluster) {
        return Gauge.builder(name, this, meters -> meters.value(name + cluster))
                .description(description)
                .tag("target", cluster);
    }

    private Counter counter(String name, String description, String cluster) {
        return Counter.builder(name)
                .description(description)
                .tag("target", cluster)
                .register(registry);
    }

    void compared(String cluster, long bytes) {
        Counter.builder("spirula.audit.compared")
                .description("Bytes that were read from each side to compare replicas with their sources")
                .baseUnit("bytes")
                .tag("target", cluster)
                .register(registry)
                .increment(bytes);
    }

    void different(String cluster, int copies) {
        counter("spirula.audit.differences", "Copies found to differ from their source", cluster)
                .increment(copies);
    }

    /** Reads the tables. */
    @Scheduled(initialDelayString = "PT3S", fixedDelayString = "PT30S")
    public void count() {
        try {
            Map<String, Double> now = new HashMap<>();
            jdbc.sql(AUDITED).query(row -> {
                String cluster = row.getString("cluster");
                double age = (clock.millis()
                                - row.getObject("since", OffsetDateTime.class)
                                        .toInstant()
                                        .toEpochMilli())
                        / 1000.0;
                now.merge("spirula.audit.age" + cluster, Math.max(0, age), Math::max);
                now.merge(
                        "spirula.audit.overdue" + cluster,
                        age > 1.5 * row.getLong("audit_seconds") ? 1.0 : 0.0,
                        Double::sum);
            });
            read = Map.copyOf(now);
        } catch (DataAccessException e) {
            read = null;
            LOG.debug("Audits were not counted", e);
        }
    }

    private double value(String key) {
        Map<String, Double> now = read;
        return now == null ? Double.NaN : now.getOrDefault(key, 0.0);
    }
}
