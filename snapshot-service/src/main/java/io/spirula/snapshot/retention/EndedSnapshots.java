package io.spirula.snapshot.retention;

import io.spirula.messaging.history.Ended;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets snapshots that went long ago, with the leases on them; leases on snapshots that were never heard of; and releases. */
@Component
class EndedSnapshots implements Ended {

    private static final List<String> STEPS = List.of("""
            with forgotten as (
                delete from source_snapshot where (image, snapshot_id) in (
                    select image, snapshot_id from source_snapshot
                    where state in ('pruned', 'lost') and ended_at < :before limit :limit for update skip locked)
                returning image, snapshot_id),
            leases as (
                delete from snapshot_lease lease using forgotten
                where lease.image = forgotten.image and lease.snapshot_id = forgotten.snapshot_id)
            select count(*) from forgotten
            """, """
            with forgotten as (
                delete from snapshot_lease where (image, snapshot_id, target) in (
                    select image, snapshot_id, target from snapshot_lease lease
                    where released_at < :before and not exists (
                        select 1 from source_snapshot s
                        where s.image = lease.image and s.snapshot_id = lease.snapshot_id)
                    limit :limit for update skip locked)
                returning image)
            select count(*) from forgotten
            """, """
            with forgotten as (
                delete from image_release where image in (
                    select image from image_release release
                    where requested_at < :before and not exists (
                        select 1 from source_snapshot s
                        where s.image = release.image and s.state in ('held', 'removing'))
                    limit :limit for update skip locked)
                returning image)
            select count(*) from forgotten
            """);

    private final JdbcClient jdbc;

    EndedSnapshots(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "snapshots";
    }

    @Override
    public int forget(Instant before, int limit) {
        int forgotten = 0;
        for (String step : STEPS) {
            forgotten = jdbc.sql(step)
                    .param("before", before.atOffset(ZoneOffset.UTC))
                    .param("limit", limit)
                    .query(Integer.class)
                    .single();
            if (forgotten == limit) {
                return limit;
            }
        }
        return forgotten;
    }
}
