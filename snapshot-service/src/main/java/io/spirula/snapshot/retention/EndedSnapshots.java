package io.spirula.snapshot.retention;

import io.spirula.messaging.history.EndedRows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets snapshots that went long ago, with the leases on them; leases on snapshots that were never heard of; and releases. */
@Component
class EndedSnapshots extends EndedRows {

    EndedSnapshots(JdbcClient jdbc) {
        super(jdbc, "snapshots", """
                with forgotten as (
                    select image, snapshot_id from source_snapshot
                    where state in ('pruned', 'lost') and ended_at < :before limit :limit for update skip locked),
                leases as (
                    delete from snapshot_lease lease using forgotten
                    where lease.image = forgotten.image and lease.snapshot_id = forgotten.snapshot_id)
                delete from source_snapshot s using forgotten
                where s.image = forgotten.image and s.snapshot_id = forgotten.snapshot_id
                """, """
                delete from snapshot_lease where (image, snapshot_id, target) in (
                    select image, snapshot_id, target from snapshot_lease lease
                    where released_at < :before and not exists (
                        select 1 from source_snapshot s
                        where s.image = lease.image and s.snapshot_id = lease.snapshot_id)
                    limit :limit for update skip locked)
                """, """
                delete from image_release where image in (
                    select image from image_release release
                    where requested_at < :before and not exists (
                        select 1 from source_snapshot s
                        where s.image = release.image and s.state in ('held', 'removing'))
                    limit :limit for update skip locked)
                """);
    }
}
