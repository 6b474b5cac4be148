package io.spirula.snapshot.retention;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How many snapshots of ours are on sources, counted anew now and then; NaN until they were counted once. Images are told by
 * their lineage alone, those with the most snapshots, so that neither names nor numbers from outside make series.
 */
@Component
class SourceMeters {

    private static final Logger log = LoggerFactory.getLogger(SourceMeters.class);
    private static final int MOST_IMAGES = 500;

    private final JdbcClient jdbc;
    private final MultiGauge ofImages;
    private volatile double snapshots = Double.NaN;
    private volatile double leases = Double.NaN;

    SourceMeters(JdbcClient jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        this.ofImages = MultiGauge.builder("spirula.image.source.snapshots")
                .description("Snapshots of ours on the source of a disk")
                .register(registry);
        Gauge.builder("spirula.source.snapshots", this, meters -> meters.snapshots)
                .description("Snapshots of ours on all sources")
                .register(registry);
        Gauge.builder("spirula.source.leases", this, meters -> meters.leases)
                .description("Targets that still need one of these snapshots")
                .register(registry);
    }

    @Scheduled(initialDelayString = "PT2S", fixedDelayString = "PT15S")
    void count() {
        try {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            jdbc.sql("""
                            select lineage, count(*) as snapshots from source_snapshot where state in ('held', 'removing')
                            group by lineage order by snapshots desc, lineage limit :most
                            """).param("most", MOST_IMAGES).query(row -> {
                rows.add(MultiGauge.Row.of(Tags.of("lineage", row.getString("lineage")), row.getLong("snapshots")));
            });
            snapshots = ask("select count(*) from source_snapshot where state in ('held', 'removing')");
            leases = ask("""
                    select count(*) from snapshot_lease l join source_snapshot s
                        on s.image = l.image and s.snapshot_id = l.snapshot_id
                    where l.released_at is null and s.state in ('held', 'removing')
                    """);
            ofImages.register(rows, true);
        } catch (DataAccessException e) {
            snapshots = Double.NaN;
            leases = Double.NaN;
            log.debug("snapshots were not counted", e);
        }
    }

    private double ask(String query) {
        return jdbc.sql(query).query(Double.class).single();
    }
}
