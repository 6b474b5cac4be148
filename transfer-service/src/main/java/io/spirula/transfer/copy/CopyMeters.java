package io.spirula.transfer.copy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.event.CopyState;
import io.spirula.transfer.cluster.Clusters;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What there is of copies and leases on them, counted anew now and then; NaN until it was counted once. */
@Component
public class CopyMeters {

    private static final Logger LOG = LoggerFactory.getLogger(CopyMeters.class);
    private static final List<CopyState> TOLD = List.of(
            CopyState.PENDING, CopyState.TRANSFERRING, CopyState.COMPLETE, CopyState.QUARANTINED, CopyState.LOST);
    private static final String UNPROVEN = "unproven";
    /** A copy's version is the time of its last change, and none changes once it is lost. */
    private static final String LOST_LATELY = "lost lately";

    private static final Duration LATELY = Duration.ofHours(1);
    private static final String LEASES = "leases";
    private static final String DISTRUSTED = "distrusted";

    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile @Nullable Map<String, Long> counted;

    CopyMeters(JdbcClient jdbc, Clusters clusters, MeterRegistry registry, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        for (String cluster : clusters.names()) {
            for (CopyState state : TOLD) {
                String wanted = key(cluster, wire(state));
                Gauge.builder("spirula.copies", this, meters -> meters.count(wanted))
                        .description("Copies that are in this state")
                        .tag("target", cluster)
                        .tag("state", wire(state))
                        .register(registry);
            }
            Gauge.builder("spirula.copies.lost.last.hour", this, meters -> meters.count(key(cluster, LOST_LATELY)))
                    .description("Copies that were found to be lost within the last hour")
                    .tag("target", cluster)
                    .register(registry);
            Gauge.builder("spirula.copies.unproven", this, meters -> meters.count(key(cluster, UNPROVEN)))
                    .description("Complete copies that were never read back")
                    .tag("target", cluster)
                    .register(registry);
        }
        Gauge.builder("spirula.object.maps.distrusted", this, meters -> meters.count(DISTRUSTED))
                .description("Source images whose object maps were found to lack a change")
                .register(registry);
        Gauge.builder("spirula.copy.leases", this, meters -> meters.count(LEASES))
                .description("Uses of copies that keep them from being removed")
                .register(registry);
    }

    /** Reads the tables. */
    @Scheduled(initialDelayString = "PT2S", fixedDelayString = "PT15S")
    public void count() {
        try {
            Map<String, Long> now = new HashMap<>();
            jdbc.sql("""
                            select target_key, state, told -> 'copy' ->> 'assurance' as assurance, count(*) as copies
                            from copy
                            where (base_released is null or state in ('pending', 'transferring', 'complete', 'quarantined'))
                                and state in ('pending', 'transferring', 'complete', 'quarantined')
                            group by 1, 2, 3
                            union all
                            select target_key, 'lost', null, count(*) from copy where state = 'lost' group by 1
                            """).query(row -> {
                String cluster = cluster(row.getString("target_key"));
                long copies = row.getLong("copies");
                now.merge(key(cluster, row.getString("state")), copies, Long::sum);
                if (row.getString("state").equals(wire(CopyState.COMPLETE))
                        && "applied".equals(row.getString("assurance"))) {
                    now.merge(key(cluster, UNPROVEN), copies, Long::sum);
                }
            });
            jdbc.sql("select target_key, count(*) as copies from copy where state = 'lost' and version > ? group by 1")
                    .param(clock.instant().minus(LATELY).toEpochMilli())
                    .query(row -> {
                        now.merge(
                                key(cluster(row.getString("target_key")), LOST_LATELY),
                                row.getLong("copies"),
                                Long::sum);
                    });
            now.put(
                    LEASES,
                    jdbc.sql("select count(*) from copy_lease where state = 'GRANTED'")
                            .query(Long.class)
                            .single());
            now.put(
                    DISTRUSTED,
                    jdbc.sql("select count(*) from object_map_distrust")
                            .query(Long.class)
                            .single());
            counted = Map.copyOf(now);
        } catch (DataAccessException e) {
            counted = null;
            LOG.debug("Copies were not counted", e);
        }
    }

    private double count(String key) {
        Map<String, Long> now = counted;
        return now == null ? Double.NaN : now.getOrDefault(key, 0L);
    }

    /** Of a target's key {@code rbd:cluster/pool}. */
    private static String cluster(String targetKey) {
        return targetKey.substring(targetKey.indexOf(':') + 1, targetKey.indexOf('/'));
    }

    private static String key(String cluster, String what) {
        return cluster + ">" + what;
    }

    private static String wire(CopyState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
