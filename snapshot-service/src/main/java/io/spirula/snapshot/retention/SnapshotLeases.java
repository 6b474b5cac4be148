package io.spirula.snapshot.retention;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Reason;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which target needs which of our snapshots. An end that comes before its lease wins. */
@Repository
class SnapshotLeases {

    private final JdbcClient jdbc;

    SnapshotLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void begin(ImageId image, long snapshotId, TargetRef target) {
        jdbc.sql("""
                        insert into snapshot_lease (image, snapshot_id, target, target_name)
                        values (:image, :id, :target, :name)
                        on conflict do nothing
                        """)
                .param("image", image.text())
                .param("id", snapshotId)
                .param("target", target.key())
                .param("name", target.name())
                .update();
    }

    void end(ImageId image, long snapshotId, TargetRef target, Reason reason, Instant at) {
        jdbc.sql("""
                        insert into snapshot_lease as lease (image, snapshot_id, target, target_name, released_at,
                            reason_code, reason_text)
                        values (:image, :id, :target, :name, :at, :code, :text)
                        on conflict (image, snapshot_id, target) do update set released_at = excluded.released_at,
                            reason_code = excluded.reason_code, reason_text = excluded.reason_text
                        where lease.released_at is null
                        """)
                .param("image", image.text())
                .param("id", snapshotId)
                .param("target", target.key())
                .param("name", target.name())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("code", reason.code())
                .param("text", reason.text())
                .update();
    }

    /** The leases on an image's snapshots that have not ended. */
    List<Lease> active(ImageId image) {
        return jdbc.sql("""
                        select snapshot_id, target, target_name from snapshot_lease
                        where image = :image and released_at is null
                        """)
                .param("image", image.text())
                .query((row, number) ->
                        new Lease(row.getLong("snapshot_id"), row.getString("target"), row.getString("target_name")))
                .list();
    }
}
